#include "pipeline/property.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

Region square(int x, int y, int side) {
  Region region;
  region.mask = {x, y, Mask(side, side, 1)};
  region.area = std::int64_t(side) * side;
  return region;
}

/// Columns 0 to 9 of rows 0 to 9.
const RegionMask kObject = {0, 0, Mask(10, 10, 1)};

Region judged(Region region, const PropertyLimits& limits, const RegionMask& object = kObject) {
  return apply_property(measure_object_share({std::move(region)}, object), object, limits).front();
}

TEST(Property, AnAreaMustBeBelowTheLimit) {
  const Fate fate = judged(square(0, 0, 3), {.max_area = 9}).fate;
  EXPECT_EQ(fate.rule, Rule::area);
  EXPECT_EQ(fate.value, 9);
  EXPECT_EQ(fate.limit, 9);
  EXPECT_TRUE(judged(square(0, 0, 3), {.max_area = 9.5}).fate.kept());
}

TEST(Property, MeasuresTheShareInsideTheObject) {
  EXPECT_DOUBLE_EQ(judged(square(8, 0, 4), {.max_area = 99}).object_share, 0.5);
  EXPECT_DOUBLE_EQ(judged(square(15, 0, 4), {.max_area = 99}).object_share, 0);
  EXPECT_DOUBLE_EQ(judged(square(15, 0, 4), {.max_area = 99}, {}).object_share, 1);
}

TEST(Property, InsideAsksForAShareOfTheCandidate) {
  const auto limits = [](double share) {
    return PropertyLimits{.max_area = 99, .overlap = OverlapRule::inside, .min_overlap = share};
  };
  EXPECT_TRUE(judged(square(8, 0, 4), limits(0.5)).fate.kept());
  const Fate fate = judged(square(8, 0, 4), limits(0.51)).fate;
  EXPECT_EQ(fate.rule, Rule::overlap);
  EXPECT_DOUBLE_EQ(fate.value, 0.5);
  EXPECT_DOUBLE_EQ(fate.limit, 0.51);
}

TEST(Property, IouAsksForAShareOfTheUnion) {
  const auto limits = [](double iou) {
    return PropertyLimits{.max_area = 99, .overlap = OverlapRule::iou, .min_overlap = iou};
  };
  // 8 common pixels, 100 + 16 - 8 in either.
  EXPECT_TRUE(judged(square(8, 0, 4), limits(8.0 / 108)).fate.kept());
  const Fate fate = judged(square(8, 0, 4), limits(0.075)).fate;
  EXPECT_EQ(fate.rule, Rule::overlap);
  EXPECT_DOUBLE_EQ(fate.value, 8.0 / 108);
}

TEST(Property, NoneAsksForNoOverlap) {
  EXPECT_TRUE(judged(square(15, 15, 4), {.max_area = 99, .min_overlap = 1}).fate.kept());
}

TEST(Property, WithoutAnObjectNoOverlapIsAsked) {
  const PropertyLimits limits{.max_area = 99, .overlap = OverlapRule::inside, .min_overlap = 1};
  EXPECT_TRUE(judged(square(15, 15, 4), limits, {}).fate.kept());
}

TEST(Property, LeavesTheFateOfDroppedCandidates) {
  Region dropped = square(0, 0, 3);
  drop(dropped, Rule::empty_mask, 0, 1);
  EXPECT_EQ(judged(std::move(dropped), {.max_area = 1}).fate.rule, Rule::empty_mask);
}

}  // namespace
}  // namespace saa
