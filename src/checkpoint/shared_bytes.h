// Bytes and what keeps them alive.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace saa {

/// A view that may be copied and kept: into a mapped file, or into memory of its own.
struct SharedBytes {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;

  /// A part of it. The range must have been checked.
  [[nodiscard]] SharedBytes part(std::size_t offset, std::size_t count) const {
    return {bytes.subspan(offset, count), owner};
  }
};

}  // namespace saa
