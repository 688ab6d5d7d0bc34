#include "image/components.h"

#include "drawn_mask.h"
#include "image/mask_geometry.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

TEST(ConnectedComponents, SeparatesByTheNeighboursThatCount) {
  const Mask mask = drawn({"#..#",  //
                           ".#.#",  //
                           "...."});
  EXPECT_EQ(connected_components(mask, Connectivity::eight).size(), 2U);
  EXPECT_EQ(connected_components(mask, Connectivity::four).size(), 3U);
}

TEST(ConnectedComponents, ReportsWindowAreaAndCenter) {
  const auto parts = connected_components(drawn({"....",  //
                                                 ".##.",  //
                                                 ".#.."}),
                                          Connectivity::four);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].area, 3);
  EXPECT_EQ(bounding_box(parts[0].mask), (Box{1, 1, 3, 3}));
  EXPECT_EQ(parts[0].mask.window.values, drawn({"##", "#."}).values);
  EXPECT_NEAR(parts[0].center_x, 4.0 / 3, 1e-9);
  EXPECT_NEAR(parts[0].center_y, 4.0 / 3, 1e-9);
}

TEST(ConnectedComponents, ComeInReadingOrderOfTheirFirstPixel) {
  const auto parts = connected_components(drawn({"...#.#",  //
                                                 "##.#..",  //
                                                 "...###"}),
                                          Connectivity::four);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(bounding_box(parts[0].mask), (Box{3, 0, 6, 3}));
  EXPECT_EQ(bounding_box(parts[1].mask), (Box{5, 0, 6, 1}));
  EXPECT_EQ(bounding_box(parts[2].mask), (Box{0, 1, 2, 2}));
}

TEST(ConnectedComponents, DoNotHoldPixelsOfANeighbourInTheSameWindow) {
  const auto parts = connected_components(drawn({"###",  //
                                                 "#..",  //
                                                 "#.#"}),
                                          Connectivity::four);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(area(parts[0].mask), 5);
  EXPECT_EQ(area(parts[1].mask), 1);
}

TEST(ConnectedComponents, LeaveAwayTheSmallOnes) {
  const Mask mask = drawn({"##.#"});
  EXPECT_EQ(connected_components(mask, Connectivity::eight, 2).size(), 1U);
  EXPECT_EQ(connected_components(mask, Connectivity::eight, 3).size(), 0U);
}

TEST(ConnectedComponents, OfNothingAreNone) {
  EXPECT_TRUE(connected_components(Mask(), Connectivity::eight).empty());
  EXPECT_TRUE(connected_components(Mask(5, 5), Connectivity::eight).empty());
  EXPECT_EQ(connected_components(Mask(1, 1, 1), Connectivity::four).size(), 1U);
}

}  // namespace
}  // namespace saa
