#include "pipeline/object_saliency.h"

#include "image/mask_geometry.h"
#include "unit/pipeline/naive_saliency.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

constexpr double kScale = 0.5;
constexpr double kTolerance = 2e-6;

/// As the published code goes about it: blanks an instance's own positions, then looks for the
/// nearest among all positions of the others.
FloatMap naive(const FeatureGrid& grid, const std::vector<RegionMask>& instances) {
  const NaiveCosines cosine(grid);
  std::vector<Mask> masks;
  for (const RegionMask& instance : instances)
    masks.push_back(paste(instance, grid.width, grid.height));
  FloatMap map(grid.width, grid.height);
  for (std::size_t m = 0; m < masks.size(); ++m) {
    for (std::size_t p = 0; p < map.values.size(); ++p) {
      if (masks[m].values[p] == 0) continue;
      double best = -2;
      for (std::size_t o = 0; o < masks.size(); ++o) {
        for (std::size_t q = 0; o != m && q < map.values.size(); ++q) {
          if (masks[o].values[q] == 0) continue;
          best = std::max(best, masks[m].values[q] != 0 ? 0 : cosine(p, q));
        }
      }
      map.values[p] = std::max(map.values[p], static_cast<float>(kScale * (1 - best)));
    }
  }
  return map;
}

RegionMask block(int x, int y, int width, int height) { return {x, y, Mask(width, height, 1)}; }

void expect_like_naive(const FeatureGrid& grid, const std::vector<RegionMask>& instances) {
  const FloatMap map = object_saliency(grid, instances, kScale, nn::Similarity(1), 1);
  const FloatMap expected = naive(grid, instances);
  for (std::size_t i = 0; i < map.values.size(); ++i)
    ASSERT_NEAR(map.values[i], expected.values[i], kTolerance) << "position " << i;
}

TEST(ObjectSaliency, ComparesEachInstanceWithTheOthers) {
  expect_like_naive(random_pyramid(16, 12, 1),
                    {block(0, 0, 5, 5), block(7, 1, 6, 4), block(2, 7, 9, 5)});
}

TEST(ObjectSaliency, TakesSharedPositionsForZeroFeatures) {
  const FeatureGrid grid = random_pyramid(16, 12, 2);
  expect_like_naive(grid, {block(0, 0, 8, 8), block(4, 4, 8, 8), block(6, 2, 3, 9)});
  expect_like_naive(grid, {block(0, 0, 8, 8), block(2, 2, 3, 3)});  // one inside the other
  expect_like_naive(grid, {block(1, 1, 4, 4), block(1, 1, 4, 4)});  // the same twice
}

TEST(ObjectSaliency, SeesInstancesOfOnePixelAndHoles) {
  RegionMask ring = block(3, 3, 5, 5);
  ring.window.at(2, 2) = 0;
  expect_like_naive(random_pyramid(12, 12, 3), {block(11, 11, 1, 1), ring, block(0, 6, 1, 1)});
}

TEST(ObjectSaliency, NeedsMoreThanOnePanel) {
  expect_like_naive(random_features(40, 28, 3, 4), {block(0, 0, 20, 28), block(20, 0, 20, 28)});
}

TEST(ObjectSaliency, IsZeroOutside) {
  const FeatureGrid grid = random_features(6, 6, 3, 5);
  const std::vector<RegionMask> instances = {block(0, 0, 2, 2), block(4, 4, 2, 2)};
  EXPECT_EQ(object_saliency(grid, instances, kScale, nn::Similarity(1), 1).at(3, 3), 0);
}

TEST(ObjectSaliency, IsTheSameForAnyNumberOfThreads) {
  const FeatureGrid grid = random_pyramid(40, 40, 6);
  const std::vector<RegionMask> instances = {block(0, 0, 25, 25), block(20, 20, 20, 20)};
  const FloatMap one = object_saliency(grid, instances, kScale, nn::Similarity(1), 1);
  const FloatMap three = object_saliency(grid, instances, kScale, nn::Similarity(3), 3);
  EXPECT_EQ(one.values, three.values);
}

}  // namespace
}  // namespace saa
