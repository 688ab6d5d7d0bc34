// A fast fingerprint of bytes, to tell one network from another and a whole file from a damaged
// one. Not cryptographic.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace saa::nn {

/// Takes bytes piece by piece; how they are cut makes no difference.
class ContentHash {
 public:
  void add(std::span<const std::byte> bytes);
  /// The fingerprint of all bytes so far.
  [[nodiscard]] std::uint64_t value() const;

 private:
  static constexpr std::size_t kBlock = 32;

  void add_block(const std::byte* block);

  /// Four sums that do not wait for each other.
  std::array<std::uint64_t, 4> lanes_ = {1, 2, 3, 4};
  std::array<std::byte, kBlock> rest_{};  ///< the first `size_ % kBlock` bytes of the next block
  std::uint64_t size_ = 0;
};

[[nodiscard]] std::uint64_t content_hash(std::span<const std::byte> bytes);

}  // namespace saa::nn
