#include "models/sam/weight_shapes.h"

#include <saa/error.h>
#include <string>

namespace saa::sam {

std::int64_t weight_dim(const Scope& scope, std::string_view leaf, std::size_t axis) {
  const std::string key = scope.key(leaf);
  const Tensor* tensor = scope.weights().find(key);
  if (tensor == nullptr) {
    throw WeightsError(scope.weights().source().string() + ": no tensor '" + key +
                       "'; this is not a checkpoint of Segment Anything");
  }
  if (axis >= tensor->shape.size() || tensor->shape[axis] < 1) {
    throw WeightsError(scope.weights().source().string() + ": " + key + ": shape " +
                       shape_text(tensor->shape) + " has no size along axis " +
                       std::to_string(axis));
  }
  return tensor->shape[axis];
}

}  // namespace saa::sam
