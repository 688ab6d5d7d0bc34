#include "pipeline/self_saliency.h"

#include "unit/pipeline/naive_saliency.h"

#include <gtest/gtest.h>
#include <numeric>

namespace saa {
namespace {

/// f32 cosines; the mean over N evens their errors out.
constexpr double kTolerance = 1e-6;

/// Eq. 5 with a full sort.
double naive_saliency(const NaiveCosines& cosine, std::size_t i, const NeighbourRule& rule,
                      double scale) {
  std::vector<double> distances;
  for (std::size_t j = 0; j < cosine.positions(); ++j)
    if (j != i || rule.counts_itself) distances.push_back(scale * (1 - cosine(i, j)));
  std::ranges::sort(distances);
  if (rule.which == Neighbours::farthest) std::ranges::reverse(distances);
  distances.resize(std::min(distances.size(), std::size_t(rule.count)));
  return std::accumulate(distances.begin(), distances.end(), 0.0) / double(distances.size());
}

void expect_like_naive(const FeatureGrid& grid, const NeighbourRule& rule, double scale) {
  const NaiveCosines cosine(grid);
  const FloatMap map = self_saliency(grid, rule, scale, nn::Similarity(1), 1);
  ASSERT_EQ(map.width, grid.width);
  ASSERT_EQ(map.height, grid.height);
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    ASSERT_NEAR(map.values[i], naive_saliency(cosine, i, rule, scale), kTolerance)
        << "position " << i;
  }
}

TEST(SelfSaliency, EqualsTheNaiveLoop) {
  const FeatureGrid grid = random_pyramid(28, 24, 1);  // more than one panel of rows
  for (const Neighbours which : {Neighbours::nearest, Neighbours::farthest})
    for (const bool itself : {false, true})
      expect_like_naive(grid, {.which = which, .count = 400, .counts_itself = itself}, 0.5);
}

TEST(SelfSaliency, TakesAllWhereThereAreFewerThanN) {
  const FeatureGrid grid = random_features(9, 7, 4, 2);
  expect_like_naive(grid, {.count = 400}, 1);
  expect_like_naive(grid, {.count = 63, .counts_itself = true}, 1);
  expect_like_naive(grid, {.which = Neighbours::farthest, .count = 400}, 1);
}

TEST(SelfSaliency, FindsTheExactNeighboursAmongEqualOnes) {
  FeatureGrid grid = random_features(16, 16, 2, 3);
  for (std::size_t i = 0; i < grid.values.size(); ++i)
    grid.values[i] = static_cast<float>((i * i / 7) % 3);
  for (const int count : {1, 2, 5, 100, 254}) expect_like_naive(grid, {.count = count}, 1);
}

TEST(SelfSaliency, IsExactWhereTheSampleMisleads) {
  // Every 16th position, which the selection samples, is unlike the rest and like its own kind.
  FeatureGrid grid = random_features(32, 16, 3, 4);
  for (std::size_t i = 0; i < 512; i += 16)
    std::ranges::copy(std::vector<float>{9, 0, 0.01F * float(i)},
                      grid.values.begin() + long(3 * i));
  for (const int count : {3, 40, 200}) {
    expect_like_naive(grid, {.count = count}, 1);
    expect_like_naive(grid, {.which = Neighbours::farthest, .count = count}, 1);
  }
}

TEST(SelfSaliency, OfEqualFeaturesIsZeroAndNeverNegative) {
  FeatureGrid grid = random_features(8, 8, 33, 5);
  for (std::size_t i = 33; i < grid.values.size(); ++i) grid.values[i] = grid.values[i - 33];
  for (const float value : self_saliency(grid, {}, 1, nn::Similarity(1), 1).values) {
    EXPECT_GE(value, 0);
    EXPECT_LT(value, 1e-6F);
  }
}

TEST(SelfSaliency, OfOnePositionIsZero) {
  const FeatureGrid grid = random_features(1, 1, 4, 6);
  EXPECT_EQ(self_saliency(grid, {}, 1, nn::Similarity(1), 1).values, std::vector<float>{0});
}

TEST(SelfSaliency, IsTheSameForAnyNumberOfThreads) {
  const FeatureGrid grid = random_pyramid(32, 32, 7);
  const FloatMap one = self_saliency(grid, {}, 1, nn::Similarity(1), 1);
  for (const int threads : {2, 3, 8}) {
    EXPECT_EQ(self_saliency(grid, {}, 1, nn::Similarity(threads), threads).values, one.values)
        << threads << " threads";
  }
}

}  // namespace
}  // namespace saa
