#include "nn/value.h"

#include <algorithm>
#include <stdexcept>

namespace saa::nn {

Dim Value::dim(Dim axis) const {
  const Dim index = axis < 0 ? axis + rank() : axis;
  if (index < 0 || index >= rank()) {
    throw std::logic_error("no axis " + std::to_string(axis) + " in a value of shape " +
                           shape_text(shape()));
  }
  return shape()[static_cast<std::size_t>(index)];
}

void Value::copy_static_dims(Dim* sizes, std::size_t rank) const {
  if (shape().size() != rank || std::ranges::count(shape(), kDynamic) != 0) {
    throw std::logic_error("expected " + std::to_string(rank) + " known sizes, found shape " +
                           shape_text(shape()));
  }
  std::ranges::copy(shape(), sizes);
}

}  // namespace saa::nn
