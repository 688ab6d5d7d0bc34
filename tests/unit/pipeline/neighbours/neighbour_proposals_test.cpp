#include "pipeline/neighbours/neighbour_proposals.h"

#include "image/mask_geometry.h"
#include "pipeline/neighbours/neighbour_prompt.h"
#include "pipeline/offline/finding.h"

#include <cmath>
#include <gtest/gtest.h>

namespace saa {
namespace {

constexpr int kSide = 40;

/// Usual but for a block of this value.
void put_block(FloatMap& map, int x, int y, int side, float value) {
  for (int row = y; row < y + side; ++row)
    for (int column = x; column < x + side; ++column) map.at(column, row) = value;
}

Region candidate(int x, int y, int side, double score) {
  Region region;
  region.mask = {x, y, Mask(side, side, 1)};
  region.area = area(region.mask);
  region.box = bounding_box(region.mask);
  region.phrase = "dark mark";
  region.scores.generator = score;
  region.scores.rescored = score;
  return region;
}

TEST(NeighbourRegions, EachConnectedPlaceWithoutACounterpartIsOne) {
  FloatMap map(kSide, kSide, 0.1F);
  put_block(map, 2, 3, 5, 0.9F);
  put_block(map, 20, 20, 8, 0.7F);
  put_block(map, 33, 5, 4, 0.4F);  // more likely to have one
  const Candidates found = add_neighbour_regions({}, map);
  ASSERT_EQ(found.size(), 2);
  EXPECT_EQ(found[0].area, 25);
  EXPECT_EQ(found[0].box, (Box{2, 3, 7, 8}));
  EXPECT_EQ(found[1].area, 64);
  EXPECT_EQ(found[0].phrase, "without counterpart");
  EXPECT_GT(found[0].scores.generator, found[1].scores.generator);
}

TEST(NeighbourRegions, AUsualPictureHasNone) {
  EXPECT_TRUE(add_neighbour_regions({}, FloatMap(kSide, kSide, 0.49F)).empty());
}

/// After both rescoring stages, at the saliency that is usual, a region is worth what the map says.
TEST(NeighbourRegions, EvidenceCountsOnce) {
  for (const float sure : {0.5F, 0.7F, 0.95F}) {
    FloatMap map(kSide, kSide);
    put_block(map, 10, 10, 9, sure);
    const Candidates rescored = rescore_by_neighbours(add_neighbour_regions({}, map), map);
    ASSERT_EQ(rescored.size(), 1);
    // The map holds floats.
    EXPECT_NEAR(rescored[0].scores.rescored * std::exp(offline::kUsualSaliency), sure, 1e-6);
  }
}

TEST(NeighbourRegions, CertaintyGivesAFiniteScore) {
  const Candidates found = add_neighbour_regions({}, FloatMap(kSide, kSide, 1.0F));
  ASSERT_EQ(found.size(), 1);
  EXPECT_LT(found[0].scores.generator, 1);
  EXPECT_GT(found[0].scores.generator, 0.3);
}

TEST(NeighbourRegions, ABetterMarkKeepsItsPlace) {
  FloatMap map(kSide, kSide);
  put_block(map, 10, 10, 10, 0.6F);
  const Candidates found = add_neighbour_regions({candidate(12, 12, 4, 0.5)}, map);
  ASSERT_EQ(found.size(), 2);
  EXPECT_TRUE(found[0].fate.kept());
  EXPECT_EQ(found[0].area, 16);
  EXPECT_TRUE(found[1].fate.kept());
  EXPECT_EQ(found[1].area, 100 - 16);
  EXPECT_EQ(intersection_area(found[0].mask, found[1].mask), 0);
}

TEST(NeighbourRegions, AWorseMarkInsideIsADuplicate) {
  FloatMap map(kSide, kSide);
  put_block(map, 10, 10, 10, 0.9F);
  const Candidates found = add_neighbour_regions({candidate(12, 12, 4, 0.05)}, map);
  EXPECT_EQ(found[0].fate.rule, Rule::duplicate);
  EXPECT_EQ(found[0].fate.limit, found[1].scores.generator);
  EXPECT_TRUE(found[1].fate.kept());
  EXPECT_EQ(found[1].area, 100);
}

TEST(NeighbourRegions, AWorseOneThatReachesFurtherKeepsTheRest) {
  FloatMap map(kSide, kSide);
  put_block(map, 10, 10, 4, 0.9F);
  const Candidates found = add_neighbour_regions({candidate(8, 8, 10, 0.05)}, map);
  EXPECT_TRUE(found[0].fate.kept());
  EXPECT_EQ(found[0].area, 100 - 16);
  EXPECT_EQ(found[1].area, 16);
}

TEST(NeighbourRegions, IsADuplicateOfABetterOneThatCoversMostOfIt) {
  FloatMap map(kSide, kSide);
  put_block(map, 10, 10, 4, 0.6F);
  const Candidates found = add_neighbour_regions({candidate(8, 8, 10, 0.5)}, map);
  EXPECT_EQ(found[0].area, 100);
  EXPECT_EQ(found[1].fate.rule, Rule::duplicate);
}

TEST(NeighbourRegions, DroppedCandidatesHoldNoPlace) {
  FloatMap map(kSide, kSide);
  put_block(map, 10, 10, 4, 0.6F);
  Region dropped = candidate(8, 8, 10, 0.5);
  drop(dropped, Rule::box_score, 0, 0.1);
  const Candidates found = add_neighbour_regions({dropped}, map);
  EXPECT_TRUE(found[1].fate.kept());
  EXPECT_EQ(found[1].area, 16);
}

}  // namespace
}  // namespace saa
