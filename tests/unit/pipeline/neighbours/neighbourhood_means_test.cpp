#include "pipeline/neighbours/neighbourhood_means.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace saa {
namespace {

/// Vectors (value, -value), so that nothing is lost with the mean.
std::vector<float> signed_pairs(std::initializer_list<float> values) {
  std::vector<float> tokens;
  for (const float value : values) tokens.insert(tokens.end(), {value, -value});
  return tokens;
}

TEST(NeighbourhoodMeans, OfAPlaceAloneAreItsOwnValuesAtLengthOne) {
  const PatchSet set = neighbourhood_means(signed_pairs({3, -2}), {1, 2}, 2, 1);
  const float half = std::sqrt(0.5F);
  ASSERT_EQ(set.values.size(), 4U);
  EXPECT_NEAR(set.values[0], half, 1e-7);
  EXPECT_NEAR(set.values[1], -half, 1e-7);
  EXPECT_NEAR(set.values[2], -half, 1e-7);
  EXPECT_NEAR(set.values[3], half, 1e-7);
}

TEST(NeighbourhoodMeans, ReachOneRowAndColumnAtDegreeThree) {
  // Only the corner has a value of its own: those beside it share it, the others have none.
  const PatchSet set = neighbourhood_means(signed_pairs({5, 0, 0, 0, 0, 0, 0, 0, 0}), {3, 3}, 2, 3);
  const std::array<bool, 9> reached = {true, true, false, true, true, false, false, false, false};
  for (std::size_t i = 0; i < reached.size(); ++i)
    EXPECT_NEAR(set.values[2 * i], reached[i] ? std::sqrt(0.5F) : 0.0F, 1e-7) << i;
}

TEST(NeighbourhoodMeans, OfAPictureThatIsAllAlikeAreZeros) {
  const PatchSet set = neighbourhood_means(std::vector<float>(12, 7.0F), {2, 3}, 2, 5);
  EXPECT_EQ(set.values, std::vector<float>(12, 0.0F));
}

TEST(UnitLength, LeavesZerosAlone) {
  std::vector<float> zeros(3, 0.0F);
  to_unit_length(zeros);
  EXPECT_EQ(zeros, std::vector<float>(3, 0.0F));
}

}  // namespace
}  // namespace saa
