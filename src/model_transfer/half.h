// f32 to f16.
#pragma once

#include <bit>
#include <cstdint>

namespace saa {

/// IEEE 754 binary16, rounded to nearest, ties to even; what is too large becomes infinity. NaN
/// stays NaN.
[[nodiscard]] constexpr std::uint16_t to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16U) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return sign | 0x7E00U;   // NaN
  if (magnitude >= 0x477FF000U) return sign | 0x7C00U;  // from 65520 on: infinity
  if (magnitude < 0x38800000U) {  // below 2^-14: a subnormal, in steps of 2^-24
    // Adding 0.5 puts the last bit of the sum at 2^-24, so the addition rounds as it should.
    const float sum = std::bit_cast<float>(magnitude) + 0.5F;
    return sign | static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(sum) - 0x3F000000U);
  }
  // 13 bits of the fraction go: add just under half of the last that stays, and one if that is odd.
  const std::uint32_t rounded = magnitude + 0xFFFU + ((magnitude >> 13U) & 1U);
  return sign | static_cast<std::uint16_t>((rounded - 0x38000000U) >> 13U);
}

}  // namespace saa
