#include "nn/builder.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace saa::nn {
namespace {

template <typename T>
Tensor owned_tensor(DType dtype, std::span<const T> values, const Dims& shape) {
  auto copy = std::make_shared<std::vector<T>>(values.begin(), values.end());
  return {dtype, shape, std::as_bytes(std::span<const T>(*copy)), copy};
}

}  // namespace

Value Builder::constant(std::span<const float> values, const Dims& shape, std::string_view name) {
  return constant(name, owned_tensor(DType::f32, values, shape));
}

Value Builder::constant(std::span<const std::int64_t> values, const Dims& shape,
                        std::string_view name) {
  return constant(name, owned_tensor(DType::i64, values, shape));
}

}  // namespace saa::nn
