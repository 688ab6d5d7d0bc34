// Whole numbers that host kernels get as inputs.
#pragma once

#include "nn/value.h"

#include <cstddef>

namespace saa::nn {

/// One of the sizes in a tensor that was defined as i64, which the runtime may have narrowed.
[[nodiscard]] inline Dim host_size(const Tensor& tensor, std::size_t place) {
  if (tensor.dtype == DType::i32) {
    return reinterpret_cast<const std::int32_t*>(tensor.bytes.data())[place];
  }
  return reinterpret_cast<const std::int64_t*>(tensor.bytes.data())[place];
}

}  // namespace saa::nn
