// Bytes that can be read as elements in place.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/shared_bytes.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace saa {

[[nodiscard]] inline bool is_aligned(const std::byte* address, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(address) % alignment == 0;
}

/// `bytes` themselves if they start at a multiple of `alignment` (at most that of operator new),
/// else a copy of them that does, paid from `budget`.
[[nodiscard]] inline SharedBytes aligned(const SharedBytes& bytes, std::size_t alignment,
                                         LoadBudget& budget) {
  if (is_aligned(bytes.bytes.data(), alignment)) return bytes;
  budget.take(bytes.bytes.size());
  const auto copy =
      std::make_shared<const std::vector<std::byte>>(bytes.bytes.begin(), bytes.bytes.end());
  return {*copy, copy};
}

}  // namespace saa
