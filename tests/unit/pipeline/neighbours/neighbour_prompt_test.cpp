#include "pipeline/neighbours/neighbour_prompt.h"

#include <cmath>
#include <gtest/gtest.h>

namespace saa {
namespace {

Image picture(int width, int height) {
  return {width, height, std::vector<std::uint8_t>(std::size_t(3 * width * height))};
}

/// A grid of one row.
NeighbourMap distances(std::vector<float> values, double usual) {
  NeighbourMap map;
  map.grid = FloatMap(int(values.size()), 1);
  map.grid.values = std::move(values);
  map.usual = usual;
  return map;
}

Region square(int x, double score) {
  Region region;
  region.mask = {x, 0, Mask(2, 2, 1)};
  region.area = 4;
  region.scores.generator = score;
  region.scores.rescored = score;
  return region;
}

TEST(NeighbourSaliency, IsEvenSomewhatBeyondTheUsualPicturesOddestPlace) {
  const FloatMap map = neighbour_saliency(distances({0.4F, 0.5F, 0.6F, 0.7F}, 0.5), picture(4, 1));
  EXPECT_LT(map.at(0, 0), 0.01);
  EXPECT_LT(map.at(1, 0), 0.05);
  EXPECT_NEAR(map.at(2, 0), kNeighbourThreshold, 1e-5);
  EXPECT_GT(map.at(3, 0), 0.95);
}

TEST(NeighbourSaliency, DistancesCountInUnitsOfWhatIsUsual) {
  const FloatMap near = neighbour_saliency(distances({0.2F, 0.25F, 0.3F}, 0.2), picture(3, 1));
  const FloatMap far = neighbour_saliency(distances({0.6F, 0.75F, 0.9F}, 0.6), picture(3, 1));
  for (std::size_t i = 0; i < near.values.size(); ++i)
    EXPECT_NEAR(near.values[i], far.values[i], 1e-5);  // float rounding of the quotients
}

TEST(NeighbourSaliency, AmongEqualPicturesRoundingIsNotOdd) {
  const FloatMap map = neighbour_saliency(distances({0, 1e-3F, 1.5F}, 0), picture(3, 1));
  EXPECT_LT(map.at(0, 0), 0.01);
  EXPECT_LT(map.at(1, 0), 0.01);
  EXPECT_GT(map.at(2, 0), 0.99);
}

TEST(NeighbourSaliency, HasTheImagesSize) {
  const FloatMap map = neighbour_saliency(distances({0, 2}, 1), picture(40, 10));
  EXPECT_EQ(map.width, 40);
  EXPECT_EQ(map.height, 10);
  EXPECT_LT(map.at(0, 5), 0.01);
  EXPECT_GT(map.at(39, 5), 0.99);
}

TEST(NeighbourScore, IsInUnitsOfWhatIsUsualAndUnsetWithoutReferences) {
  NeighbourMap found = distances({0.4F, 0.6F}, 0.4);
  found.image_score = 0.6;
  Result result;
  add_neighbours(found, picture(4, 2), result);
  EXPECT_FALSE(result.neighbour_score);
  EXPECT_TRUE(result.neighbour_map.empty());
  found.references = 3;
  add_neighbours(found, picture(4, 2), result);
  EXPECT_DOUBLE_EQ(*result.neighbour_score, 1.5);
  EXPECT_EQ(result.references, 3U);
  EXPECT_EQ(result.neighbour_map.width, 4);
}

TEST(NeighbourRescoring, LiftsWhatHasNoCounterpartAndLeavesWhatHasOne) {
  FloatMap map(8, 2);
  for (int x = 4; x < 8; ++x)
    for (int y = 0; y < 2; ++y) map.at(x, y) = x < 6 ? 1.0F : 0.5F;
  const Candidates rescored =
      rescore_by_neighbours({square(0, 0.3), square(4, 0.3), square(5, 0.3)}, map);
  EXPECT_EQ(rescored[0].scores.rescored, 0.3);
  EXPECT_EQ(rescored[0].scores.neighbours, 0);
  EXPECT_DOUBLE_EQ(rescored[1].scores.rescored, 0.3 * neighbour_factor(1));
  EXPECT_DOUBLE_EQ(*rescored[2].scores.neighbours, 0.75);
  EXPECT_LT(rescored[2].scores.rescored, rescored[1].scores.rescored);
  EXPECT_GT(rescored[2].scores.rescored, rescored[0].scores.rescored);
}

TEST(NeighbourRescoring, MultipliesWhatTheSaliencyStageLeft) {
  Region region = square(0, 0.3);
  region.scores.rescored = 0.6;
  const Candidates rescored = rescore_by_neighbours({region}, FloatMap(2, 2, 1.0F));
  EXPECT_DOUBLE_EQ(rescored[0].scores.rescored, 0.6 * neighbour_factor(1));
  EXPECT_EQ(rescored[0].scores.generator, 0.3);
}

TEST(NeighbourRescoring, LeavesTheDroppedAndTheEmptyAlone) {
  Region dropped = square(0, 0.3);
  drop(dropped, Rule::area, 1, 0);
  Region empty;
  empty.scores.rescored = 0.2;
  const Candidates rescored = rescore_by_neighbours({dropped, empty}, FloatMap(2, 2, 1.0F));
  EXPECT_FALSE(rescored[0].scores.neighbour_factor);
  EXPECT_EQ(rescored[0].scores.rescored, 0.3);
  EXPECT_EQ(rescored[1].scores.neighbour_factor, 1);
  EXPECT_EQ(rescored[1].scores.rescored, 0.2);
}

}  // namespace
}  // namespace saa
