// Arithmetic on sizes that come from files: an overflow is the file's fault, never a wrap-around.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace saa {

/// a * b, or nothing if it does not fit.
[[nodiscard]] constexpr std::optional<std::uint64_t> checked_mul(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

/// a + b, or nothing if it does not fit.
[[nodiscard]] constexpr std::optional<std::uint64_t> checked_add(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

/// Number of elements of a shape, or nothing if a size is negative or the product does not fit.
[[nodiscard]] constexpr std::optional<std::uint64_t> checked_elements(
    std::span<const std::int64_t> shape) {
  std::uint64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0) return std::nullopt;
    const auto product = checked_mul(count, static_cast<std::uint64_t>(size));
    if (!product) return std::nullopt;
    count = *product;
  }
  return count;
}

}  // namespace saa
