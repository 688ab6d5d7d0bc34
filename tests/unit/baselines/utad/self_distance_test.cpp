#include "baselines/utad/self_distance.h"

#include "unit/pipeline/naive_saliency.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saa::baselines {
namespace {

using ::testing::Each;

/// The definition, pair by pair.
FloatMap naive(const FeatureGrid& grid, std::size_t count) {
  const auto channels = std::size_t(grid.channels);
  FloatMap map(grid.width, grid.height);
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    std::vector<double> distances;
    for (std::size_t j = 0; j < map.values.size(); ++j) {
      double square = 0;
      for (std::size_t c = 0; c < channels; ++c) {
        const double difference =
            double{grid.values[i * channels + c]} - double{grid.values[j * channels + c]};
        square += difference * difference;
      }
      distances.push_back(std::sqrt(square));
    }
    std::ranges::sort(distances);
    const std::size_t taken = std::min(count, distances.size());
    double sum = 0;
    for (std::size_t j = 0; j < taken; ++j) sum += distances[j];
    map.values[i] = static_cast<float>(sum / double(taken));
  }
  return map;
}

FloatMap fast(const FeatureGrid& grid, int count, int threads = 2) {
  const nn::Similarity similarity(threads);
  return mean_nearest_distance(grid, count, similarity, threads);
}

/// Features with an offset far larger than what tells them apart, where products cancel.
FeatureGrid far_from_zero() {
  FeatureGrid grid = random_features(24, 25, 7, 3);
  for (float& value : grid.values) value = 1000 + value;
  return grid;
}

TEST(SelfDistance, IsTheDefinition) {
  for (const FeatureGrid& grid : {random_features(24, 25, 7, 3), far_from_zero()}) {
    const FloatMap expected = naive(grid, 50);
    const FloatMap found = fast(grid, 50);
    for (std::size_t i = 0; i < expected.values.size(); ++i)
      // f32 products, kept away from cancellation.
      ASSERT_NEAR(found.values[i], expected.values[i], 1e-5F * expected.values[i]) << i;
  }
}

TEST(SelfDistance, TakesAllWhereThereAreFewerThanAskedFor) {
  const FeatureGrid grid = random_features(3, 2, 4, 1);
  const FloatMap expected = naive(grid, 6);
  const FloatMap found = fast(grid, 400);
  for (std::size_t i = 0; i < expected.values.size(); ++i)
    EXPECT_NEAR(found.values[i], expected.values[i], 1e-5F);
}

TEST(SelfDistance, IsZeroWhereAllAreAlike) {
  FeatureGrid grid = random_features(5, 5, 1, 1);
  grid.values.assign(grid.values.size(), 123.456F);
  EXPECT_THAT(fast(grid, 10).values, Each(0.0F));
  EXPECT_THAT(fast(random_features(1, 1, 8, 1), 400).values, Each(0.0F));
}

TEST(SelfDistance, DoesNotDependOnTheNumberOfThreads) {
  const FeatureGrid grid = random_features(30, 30, 16, 4);
  EXPECT_EQ(fast(grid, 100, 1).values, fast(grid, 100, 3).values);
}

}  // namespace
}  // namespace saa::baselines
