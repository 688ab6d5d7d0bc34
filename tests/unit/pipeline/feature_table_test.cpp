#include "pipeline/feature_table.h"

#include "pipeline/cosine_panel.h"
#include "unit/pipeline/naive_saliency.h"

#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <saa/error.h>

namespace saa {
namespace {

/// f32 products of a few dozen channels.
constexpr double kTolerance = 2e-6;

std::vector<std::size_t> all_positions(const FeatureGrid& grid) {
  std::vector<std::size_t> positions(std::size_t(grid.width) * std::size_t(grid.height));
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  return positions;
}

void expect_cosines(const FeatureGrid& grid, const std::vector<std::size_t>& positions,
                    const FeatureTable& table, Rows a, Rows b) {
  const NaiveCosines naive(grid);
  const nn::Similarity similarity(1);
  CosinePanel panel(table, similarity);
  panel.compute(a, b);
  std::vector<float> cosines(b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    panel.row(i, cosines);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t p = positions[table.order()[a.begin + i]];
      const std::size_t q = positions[table.order()[b.begin + j]];
      ASSERT_NEAR(cosines[j], naive(p, q), kTolerance) << "positions " << p << " and " << q;
    }
  }
}

TEST(FeatureTable, GivesTheCosinesOfOneGrid) {
  const FeatureGrid grid = random_features(7, 5, 6, 1);
  const auto positions = all_positions(grid);
  expect_cosines(grid, positions, FeatureTable(grid, positions), {0, 35}, {0, 35});
}

TEST(FeatureTable, GivesTheCosinesOfJoinedLevels) {
  const FeatureGrid grid = random_pyramid(12, 8, 2);
  const auto positions = all_positions(grid);
  const FeatureTable table(grid, positions);
  expect_cosines(grid, positions, table, {0, 96}, {0, 96});
  // Ranges that begin and end inside a coarse cell.
  expect_cosines(grid, positions, table, {3, 21}, {17, 90});
}

TEST(CosinePanel, CanBeUsedAgainForOtherRows) {
  const FeatureGrid grid = random_pyramid(8, 8, 9);
  const auto positions = all_positions(grid);
  const FeatureTable table(grid, positions);
  const nn::Similarity similarity(1);
  CosinePanel used(table, similarity);
  used.compute({0, 40}, {0, 64});
  used.compute({50, 57}, {5, 30});
  CosinePanel fresh(table, similarity);
  fresh.compute({50, 57}, {5, 30});
  std::vector<float> again(25);
  std::vector<float> once(25);
  for (std::size_t i = 0; i < 7; ++i) {
    used.row(i, again);
    fresh.row(i, once);
    EXPECT_EQ(again, once);
  }
}

TEST(FeatureTable, TakesAnyPositionsInAnyOrder) {
  const FeatureGrid grid = random_pyramid(8, 8, 3);
  const std::vector<std::size_t> positions = {63, 0, 9, 8, 1, 30, 22, 57, 2};
  expect_cosines(grid, positions, FeatureTable(grid, positions), {0, 9}, {0, 9});
}

TEST(FeatureTable, KeepsGroupsTogether) {
  const FeatureGrid grid = random_pyramid(8, 4, 4);
  const auto positions = all_positions(grid);
  std::vector<int> groups;
  for (const std::size_t position : positions) groups.push_back(static_cast<int>(position % 3));
  const FeatureTable table(grid, positions, groups);
  for (std::size_t row = 1; row < table.size(); ++row)
    EXPECT_LE(groups[table.order()[row - 1]], groups[table.order()[row]]);
  expect_cosines(grid, positions, table, {0, 32}, {0, 32});
}

TEST(FeatureTable, KnowsAZeroFeatureAsLikeNothing) {
  FeatureGrid grid = random_features(3, 1, 2, 5);
  grid.values = {0, 0, 1, 0, 3, 4};
  const auto positions = all_positions(grid);
  expect_cosines(grid, positions, FeatureTable(grid, positions), {0, 3}, {0, 3});
}

TEST(FeatureTable, RefusesFeaturesThatAreNotFinite) {
  FeatureGrid grid = random_pyramid(8, 8, 6);
  grid.coarser[1].values[2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(FeatureTable(grid, all_positions(grid)), WeightsError);
}

TEST(FeatureTable, GridsThatDoNotFitAreABug) {
  FeatureGrid grid = random_features(8, 8, 2, 7);
  grid.coarser = {random_features(3, 4, 2, 8)};
  EXPECT_THROW(FeatureTable(grid, all_positions(grid)), std::logic_error);
  grid.coarser = {random_features(4, 8, 2, 8)};
  EXPECT_THROW(FeatureTable(grid, all_positions(grid)), std::logic_error);
  grid.coarser.clear();
  grid.values.pop_back();
  EXPECT_THROW(FeatureTable(grid, all_positions(grid)), std::logic_error);
}

}  // namespace
}  // namespace saa
