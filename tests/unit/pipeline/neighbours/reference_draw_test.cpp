#include "pipeline/neighbours/reference_draw.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

namespace saa {
namespace {

TEST(DrawOrder, HoldsEachNumberOnce) {
  auto order = draw_order(1000, 7);
  std::ranges::sort(order);
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
  EXPECT_TRUE(draw_order(0, 7).empty());
}

TEST(DrawOrder, IsOfTheSeedAlone) {
  EXPECT_EQ(draw_order(50, 3), draw_order(50, 3));
  EXPECT_NE(draw_order(50, 3), draw_order(50, 4));
}

// Contexts of other versions of the program must draw the same pictures.
TEST(DrawOrder, IsTheOneOfTheFirstVersion) {
  EXPECT_EQ(draw_order(6, 0), (std::vector<std::size_t>{3, 4, 5, 1, 2, 0}));
}

}  // namespace
}  // namespace saa
