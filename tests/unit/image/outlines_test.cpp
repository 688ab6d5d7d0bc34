#include "image/outlines.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace saa {
namespace {

using Corners = std::vector<Corner>;

/// The pixels inside an odd number of outlines.
Mask filled(const std::vector<Outline>& outlines, int width, int height) {
  Mask mask(width, height);
  for (const Outline& outline : outlines) {
    for (std::size_t i = 0; i < outline.corners.size(); ++i) {
      const Corner a = outline.corners[i];
      const Corner b = outline.corners[(i + 1) % outline.corners.size()];
      EXPECT_TRUE((a.x == b.x) != (a.y == b.y)) << "an edge that is not along the pixels";
      if (a.x != b.x) continue;
      for (int y = std::min(a.y, b.y); y < std::max(a.y, b.y); ++y) {
        for (int x = a.x; x < width; ++x) mask.at(x, y) ^= 1U;
      }
    }
  }
  return mask;
}

TEST(Outlines, OfAPixelAreItsFourCorners) {
  const auto found = outlines({3, 5, Mask(1, 1, 1)});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].is_hole);
  EXPECT_EQ(found[0].corners, (Corners{{4, 5}, {4, 6}, {3, 6}, {3, 5}}));
}

TEST(Outlines, OfARingAreTwo) {
  Mask ring(4, 3, 1);
  ring.at(1, 1) = ring.at(2, 1) = 0;
  const auto found = outlines({0, 0, ring});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FALSE(found[0].is_hole);
  EXPECT_TRUE(found[1].is_hole);
  EXPECT_EQ(found[1].corners.size(), 4U);
}

TEST(Outlines, OfPixelsThatTouchAtACornerAreApart) {
  Mask two(2, 2);
  two.at(0, 0) = two.at(1, 1) = 1;
  EXPECT_EQ(outlines({0, 0, two}).size(), 2U);
}

TEST(Outlines, OfNothingAreNone) {
  EXPECT_TRUE(outlines({}).empty());
  EXPECT_TRUE(outlines({0, 0, Mask(5, 4)}).empty());
}

TEST(Outlines, FilledGiveTheMaskBack) {
  std::mt19937 random(5);
  for (const double share : {0.1, 0.5, 0.9}) {
    for (int i = 0; i < 20; ++i) {
      Mask mask(1 + int(random() % 17), 1 + int(random() % 13));
      for (std::uint8_t& value : mask.values)
        value = std::bernoulli_distribution(share)(random) ? 1 : 0;
      EXPECT_EQ(filled(outlines({0, 0, mask}), mask.width, mask.height).values, mask.values);
    }
  }
}

TEST(Outlines, OfHolesAreToldApart) {
  std::mt19937 random(6);
  for (int i = 0; i < 20; ++i) {
    Mask mask(15, 11);
    for (std::uint8_t& value : mask.values) value = random() % 3 != 0 ? 1 : 0;
    Mask covered(mask.width, mask.height);
    for (const Outline& outline : outlines({0, 0, mask})) {
      if (outline.is_hole) continue;
      const Mask inside = filled({outline}, mask.width, mask.height);
      for (std::size_t p = 0; p < inside.values.size(); ++p) covered.values[p] |= inside.values[p];
    }
    for (std::size_t p = 0; p < mask.values.size(); ++p)
      EXPECT_GE(covered.values[p], mask.values[p]) << "an outer outline that was left out";
  }
}

}  // namespace
}  // namespace saa
