// Reads what a reader handed out, so that a sanitizer sees a view beyond its bytes.
#pragma once

#include "checkpoint/shared_bytes.h"
#include "checkpoint/state_dict.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <vector>

namespace saa {

/// The input in memory of exactly its size.
inline SharedBytes exact_bytes(const std::uint8_t* data, std::size_t size) {
  const auto* const first = reinterpret_cast<const std::byte*>(data);
  const auto copy = std::make_shared<const std::vector<std::byte>>(first, first + size);
  return {*copy, copy};
}

/// Aborts if a tensor breaks what tensor.h promises.
inline void touch(const TensorMap& tensors) {
  for (const auto& [name, tensor] : tensors) {
    const std::size_t element = dtype_size(tensor.dtype);
    if (tensor.bytes.size() != static_cast<std::size_t>(tensor.elements()) * element) std::abort();
    if (reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % element != 0) std::abort();
    // Every byte is read; the comparison only keeps the compiler from leaving that out.
    if (std::ranges::count(tensor.bytes, std::byte{1}) > std::ssize(tensor.bytes)) std::abort();
  }
}

}  // namespace saa
