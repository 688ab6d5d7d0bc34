#include "model_transfer/half.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace saa {
namespace {

/// The value of a finite binary16, from the definition of the format.
double value_of(std::uint16_t half) {
  const int exponent = (half >> 10U) & 0x1F;
  const int fraction = half & 0x3FF;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return (half & 0x8000U) != 0 ? -magnitude : magnitude;
}

TEST(ToHalf, KeepsEveryHalf) {
  for (unsigned bits = 0; bits < 0x10000U; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    if ((half & 0x7C00U) == 0x7C00U) continue;
    EXPECT_EQ(to_half(static_cast<float>(value_of(half))), half);
  }
}

TEST(ToHalf, RoundsToTheNearerNeighbourAndTiesToEven) {
  for (unsigned bits = 0; bits < 0x7BFFU; ++bits) {
    const auto low = static_cast<std::uint16_t>(bits);
    const auto high = static_cast<std::uint16_t>(bits + 1);
    const auto middle = static_cast<float>((value_of(low) + value_of(high)) / 2);
    EXPECT_EQ(to_half(middle), bits % 2 == 0 ? low : high);
    EXPECT_EQ(to_half(std::nextafter(middle, 0.0F)), low);
    EXPECT_EQ(to_half(std::nextafter(middle, 1e9F)), high);
  }
}

TEST(ToHalf, KnowsItsLimits) {
  EXPECT_EQ(to_half(65504.0F), 0x7BFF);
  EXPECT_EQ(to_half(std::nextafter(65520.0F, 0.0F)), 0x7BFF);
  EXPECT_EQ(to_half(65520.0F), 0x7C00);
  EXPECT_EQ(to_half(-std::numeric_limits<float>::infinity()), 0xFC00);
  EXPECT_EQ(to_half(-0.0F), 0x8000);
  EXPECT_EQ(to_half(std::numeric_limits<float>::denorm_min()), 0);
  EXPECT_EQ(to_half(std::numeric_limits<float>::quiet_NaN()) & 0x7FFF, 0x7E00);
}

}  // namespace
}  // namespace saa
