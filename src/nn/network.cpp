#include "nn/network.h"

#include <stdexcept>

namespace saa::nn {

Tensor view(std::span<const float> values, Dims shape) {
  return {DType::f32, std::move(shape), std::as_bytes(values), nullptr};
}

Tensor view(std::span<const std::int64_t> values, Dims shape) {
  return {DType::i64, std::move(shape), std::as_bytes(values), nullptr};
}

std::span<const float> floats(const Tensor& tensor) {
  if (tensor.dtype != DType::f32) {
    throw std::logic_error("expected an f32 tensor, found " +
                           std::string(dtype_name(tensor.dtype)));
  }
  // The bytes were written as floats, by the runtime or by view().
  return {reinterpret_cast<const float*>(tensor.bytes.data()), tensor.bytes.size() / sizeof(float)};
}

}  // namespace saa::nn
