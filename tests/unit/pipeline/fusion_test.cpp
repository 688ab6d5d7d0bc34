#include "pipeline/fusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saa {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

/// A region of one row: pixels [x, x + width) of row 0.
Region run(int x, int width, double score) {
  Region region;
  region.mask = {x, 0, Mask(width, 1, 1)};
  region.area = width;
  region.scores.rescored = score;
  return region;
}

TEST(Fusion, DividesByTheNumberOfRegions) {
  const FloatMap map = fuse({run(0, 3, 0.5), run(2, 2, 1.0)}, 5, 1, FusionWeight::count);
  EXPECT_THAT(map.values, ElementsAre(0.5F, 0.5F, 0.75F, 1.0F, 0.0F));
}

TEST(Fusion, OrByOneMore) {
  const FloatMap map = fuse({run(0, 3, 0.5), run(2, 2, 1.0)}, 5, 1, FusionWeight::count_plus_one);
  EXPECT_THAT(map.values, ElementsAre(0.25F, 0.25F, 0.5F, 0.5F, 0.0F));
}

TEST(Fusion, LeavesOutDroppedRegions) {
  Region dropped = run(0, 5, 0.9);
  drop(dropped, Rule::top_k, 6, 5);
  EXPECT_THAT(fuse({dropped}, 5, 1, FusionWeight::count).values, Each(0.0F));
}

TEST(Fusion, SeesHolesInAMask) {
  Region ring = run(1, 3, 0.5);
  ring.mask.window.at(1, 0) = 0;
  EXPECT_THAT(fuse({ring}, 5, 1, FusionWeight::count).values,
              ElementsAre(0.0F, 0.5F, 0.0F, 0.5F, 0.0F));
}

TEST(Fusion, OfNothingIsZero) {
  EXPECT_THAT(fuse({}, 2, 2, FusionWeight::count_plus_one).values, Each(0.0F));
  Region empty;
  empty.scores.rescored = 0.7;
  EXPECT_THAT(fuse({empty}, 2, 2, FusionWeight::count).values, Each(0.0F));
}

}  // namespace
}  // namespace saa
