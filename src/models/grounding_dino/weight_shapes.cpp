#include "models/grounding_dino/weight_shapes.h"

#include <saa/error.h>

namespace saa::grounding_dino {

nn::Dim matrix_size(const StateDict& weights, const std::string& key, std::size_t axis) {
  const Tensor* tensor = weights.find(key);
  if (tensor == nullptr || tensor->shape.size() != 2) {
    throw WeightsError(weights.source().string() + ": no matrix '" + key +
                       "'; expected a checkpoint of GroundingDINO (saa inspect shows what a file "
                       "holds)");
  }
  return tensor->shape.at(axis);
}

nn::Dim count_layers(const StateDict& weights, const std::string& list, const std::string& leaf) {
  const auto has_layer = [&](nn::Dim number) {
    std::string key = list;
    key += std::to_string(number);
    key += leaf;
    return weights.contains(key);
  };
  nn::Dim count = 0;
  while (has_layer(count)) ++count;
  return count;
}

}  // namespace saa::grounding_dino
