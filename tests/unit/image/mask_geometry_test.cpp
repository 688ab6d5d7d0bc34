#include "image/mask_geometry.h"

#include "drawn_mask.h"
#include "image/resize.h"

#include <gtest/gtest.h>
#include <random>
#include <saa/error.h>

namespace saa {
namespace {

Mask random_mask(int width, int height, std::mt19937& random, std::size_t one_in) {
  Mask mask(width, height);
  for (auto& value : mask.values) value = random() % one_in == 0;
  return mask;
}

TEST(BoundingBox, IsTightWithExclusiveEnd) {
  EXPECT_EQ(bounding_box(drawn({".....", "..##.", "...#.", "....."})), (Box{2, 1, 4, 3}));
  EXPECT_EQ(bounding_box(drawn({"#....", "....#"})), (Box{0, 0, 5, 2}));
}

TEST(BoundingBox, OfNothingIsEmpty) {
  EXPECT_EQ(bounding_box(Mask()), Box{});
  EXPECT_EQ(bounding_box(drawn({"...", "..."})), Box{});
  EXPECT_EQ(bounding_box(RegionMask{5, 5, drawn({"."})}), Box{});
}

TEST(BoundingBox, OfARegionIsInImagePixels) {
  EXPECT_EQ(bounding_box(RegionMask{10, 20, drawn({"...", ".#."})}), (Box{11, 21, 12, 22}));
}

TEST(CropToRegion, KeepsThePixelsAndTheirPlace) {
  const RegionMask region = crop_to_region(drawn({".....", "..##.", "...#.", "....."}));
  EXPECT_EQ(region.x, 2);
  EXPECT_EQ(region.y, 1);
  EXPECT_EQ(region.window.width, 2);
  EXPECT_EQ(region.window.values, drawn({"##", ".#"}).values);
  EXPECT_TRUE(crop_to_region(Mask(7, 7)).empty());
  EXPECT_TRUE(crop_to_region(Mask()).empty());
}

TEST(Paste, UndoesTheCrop) {
  std::mt19937 random(1);
  for (int i = 0; i < 20; ++i) {
    const Mask mask = random_mask(13, 9, random, 20);
    EXPECT_EQ(paste(crop_to_region(mask), 13, 9).values, mask.values);
  }
}

TEST(Paste, LeavesAwayWhatIsOutside) {
  const Mask whole = paste(RegionMask{-1, -1, Mask(3, 3, 1)}, 4, 3);
  EXPECT_EQ(whole.values, drawn({"##..", "##..", "...."}).values);
  EXPECT_EQ(area(paste(RegionMask{9, 9, Mask(3, 3, 1)}, 4, 3)), 0);
  EXPECT_TRUE(paste(RegionMask{0, 0, Mask(3, 3, 1)}, 0, 0).empty());
}

TEST(Area, CountsSetPixels) {
  EXPECT_EQ(area(drawn({"##.", ".#."})), 3);
  EXPECT_EQ(area(RegionMask{100, 100, drawn({"##.", ".#."})}), 3);
  EXPECT_EQ(area(Mask()), 0);
}

TEST(IntersectionArea, EqualsThePixelwiseCount) {
  std::mt19937 random(2);
  const auto coordinate = [&] { return static_cast<int>(random() % 20); };
  for (int i = 0; i < 50; ++i) {
    const RegionMask a{coordinate(), coordinate(), random_mask(8, 6, random, 2)};
    const RegionMask b{coordinate(), coordinate(), random_mask(5, 9, random, 2)};
    const Mask whole_a = paste(a, 30, 30);
    const Mask whole_b = paste(b, 30, 30);
    std::int64_t expected = 0;
    for (std::size_t p = 0; p < whole_a.values.size(); ++p)
      expected += whole_a.values[p] & whole_b.values[p];
    EXPECT_EQ(intersection_area(a, b), expected);
    EXPECT_EQ(intersection_area(b, a), expected);
  }
}

TEST(MeanInside, AveragesTheSetPixelsOnly) {
  FloatMap map(4, 2);
  map.values = {0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_DOUBLE_EQ(mean_inside(map, RegionMask{1, 0, drawn({"#.", ".#"})}), (1.0 + 6.0) / 2);
  EXPECT_DOUBLE_EQ(mean_inside(map, RegionMask{3, 1, Mask(5, 5, 1)}), 7.0);
}

TEST(MeanInside, OfNothingIsZero) {
  const FloatMap map(4, 2, 9.0F);
  EXPECT_EQ(mean_inside(map, RegionMask{}), 0.0);
  EXPECT_EQ(mean_inside(map, RegionMask{0, 0, Mask(2, 2)}), 0.0);
  EXPECT_EQ(mean_inside(map, RegionMask{50, 50, Mask(2, 2, 1)}), 0.0);
}

TEST(ResizeRegion, EqualsOpenCvNearestOnTheWholeMask) {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    const auto size = [&] { return 1 + static_cast<int>(random() % 90); };
    const int width = size();
    const int height = size();
    const int to_width = size();
    const int to_height = size();
    const Mask whole = random_mask(width, height, random, 1 + random() % 40);
    const RegionMask resized =
        resize_region(crop_to_region(whole), width, height, to_width, to_height);
    const Mask expected = opencv_resize_nearest(whole, to_width, to_height);
    ASSERT_EQ(paste(resized, to_width, to_height).values, expected.values)
        << width << "x" << height << " to " << to_width << "x" << to_height;
    ASSERT_EQ(resized.window.values, crop_to_region(expected).window.values);
  }
}

TEST(ResizeRegion, RefusesSizesWithoutPixels) {
  EXPECT_THROW(static_cast<void>(resize_region(RegionMask{}, 0, 5, 5, 5)), InputError);
  EXPECT_THROW(static_cast<void>(resize_region(RegionMask{}, 5, 5, 5, 0)), InputError);
}

}  // namespace
}  // namespace saa
