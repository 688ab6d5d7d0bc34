#include "nn/openvino/content_hash.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace saa::nn {
namespace {

/// Two odd numbers with bits all over. A product spreads a changed bit upwards only; the rotation
/// brings it down, so that the second product reaches every bit.
constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15U;
constexpr std::uint64_t kSecond = 0xD6E8FEB86659FD93U;

constexpr std::uint64_t mixed(std::uint64_t lane, std::uint64_t word) {
  return std::rotl((lane ^ word) * kFirst, 29) * kSecond;
}

}  // namespace

void ContentHash::add_block(const std::byte* block) {
  std::array<std::uint64_t, 4> words;
  std::memcpy(words.data(), block, kBlock);
  for (std::size_t i = 0; i < lanes_.size(); ++i) lanes_[i] = mixed(lanes_[i], words[i]);
}

void ContentHash::add(std::span<const std::byte> bytes) {
  const std::size_t waiting = size_ % kBlock;
  size_ += bytes.size();
  if (waiting != 0) {
    const std::size_t taken = std::min(kBlock - waiting, bytes.size());
    std::ranges::copy(bytes.first(taken), rest_.begin() + std::ptrdiff_t(waiting));
    bytes = bytes.subspan(taken);
    if (waiting + taken < kBlock) return;
    add_block(rest_.data());
  }
  for (; bytes.size() >= kBlock; bytes = bytes.subspan(kBlock)) add_block(bytes.data());
  std::ranges::copy(bytes, rest_.begin());
}

std::uint64_t ContentHash::value() const {
  ContentHash whole = *this;
  std::fill(whole.rest_.begin() + std::ptrdiff_t(size_ % kBlock), whole.rest_.end(), std::byte{0});
  whole.add_block(whole.rest_.data());
  std::uint64_t result = size_;
  for (const std::uint64_t lane : whole.lanes_) {
    result = mixed(result, lane);
    result ^= result >> 32;
  }
  return mixed(result, 0);
}

std::uint64_t content_hash(std::span<const std::byte> bytes) {
  ContentHash hash;
  hash.add(bytes);
  return hash.value();
}

}  // namespace saa::nn
