#include "pipeline/neighbours/mutual_score.h"

#include "pipeline/neighbours/image_rescore.h"
#include "unit/pipeline/neighbours/fake_patches.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace saa {
namespace {

double lowest(std::vector<float> distances, double share) {
  return mean_of_lowest(distances, share);
}

TEST(MeanOfLowest, TakesTheShareRoundedDownButAtLeastOne) {
  EXPECT_EQ(lowest({9, 1, 5, 3, 7, 8, 2, 6, 4, 10}, 0.3), 2);
  EXPECT_EQ(lowest({5, 2, 3, 9}, 0.5), 2.5);
  EXPECT_EQ(lowest({5, 2, 3}, 0.3), 2);
  EXPECT_EQ(lowest({5, 2, 3}, 0), 2);
  EXPECT_EQ(lowest({1, 2, 3}, 1), 2);
}

TEST(MeanOfLowest, DoesNotDependOnTheOrder) {
  std::vector<float> distances(100);
  for (std::size_t i = 0; i < 100; ++i) distances[i] = 0.1F * static_cast<float>(i * 37 % 100);
  const double expected = lowest(distances, 0.3);
  std::ranges::reverse(distances);
  EXPECT_EQ(lowest(distances, 0.3), expected);
}

struct Scored {
  std::vector<PatchFeatures> pictures;
  GrowingReferences references;

  explicit Scored(unsigned count) : references(FakePatches().features(coloured(0)), count) {
    for (unsigned i = 0; i < count; ++i) {
      pictures.push_back(FakePatches().features(coloured(i)));
      references.add(pictures.back());
    }
  }
  FloatMap score(const PatchFeatures& query, const std::vector<std::size_t>& chosen,
                 int threads) const {
    return mutual_score(query_of(query), references.patches(), chosen, 0.3, threads);
  }
};

TEST(MutualScore, IsTheSameForAnyNumberOfThreadsAndOrderOfReferences) {
  const Scored scored(20);
  const PatchFeatures query = FakePatches().features(coloured(99));
  std::vector<std::size_t> chosen(20);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  const auto expected = scored.score(query, chosen, 1).values;
  EXPECT_EQ(scored.score(query, chosen, 2).values, expected);
  EXPECT_EQ(scored.score(query, chosen, 5).values, expected);
  std::ranges::reverse(chosen);
  EXPECT_EQ(scored.score(query, chosen, 2).values, expected);
}

TEST(MutualScore, IsTheMeanOverTheSetsEachOnItsOwnGrid) {
  const Scored scored(2);
  PatchFeatures query = scored.pictures[0];
  // One coarse patch points the other way from all of the reference's.
  std::vector<float>& coarse = query.sets[1].values;
  std::ranges::fill(coarse, 0.0F);
  const FloatMap map = scored.score(query, {0}, 1);
  ASSERT_EQ(map.width, 4);
  ASSERT_EQ(map.height, 4);
  // Nothing in the fine set, a zero vector's distance of 1 in the coarse one; see nearest_patches.
  for (const float value : map.values) EXPECT_NEAR(value, 0.5, 5e-4);
}

TEST(ReferencePatches, FitOnlyFeaturesOfTheirOwnForm) {
  const Scored scored(2);
  PatchFeatures other = scored.pictures[0];
  EXPECT_TRUE(scored.references.patches().fit(other));
  other.sets[1].channels = 4;
  EXPECT_FALSE(scored.references.patches().fit(other));
  other.sets.pop_back();
  EXPECT_FALSE(scored.references.patches().fit(other));
}

TEST(Rescore, LeavesAScoreThatHasNoLikeAlone) {
  const std::vector<float> image = {1, 0};
  const std::vector<float> opposite = {-1, 0};
  EXPECT_EQ(rescore(3, image, {}), 3);
  EXPECT_EQ(rescore(3, image, std::vector<ScoredReference>{{opposite, 100}}), 3);
}

TEST(Rescore, DrawsAScoreTowardsThoseOfTheTwoMostAlike) {
  const std::vector<float> image = {1, 0};
  const std::vector<float> same = {1, 0};
  const std::vector<float> alike = {0.6F, 0.8F};
  const std::vector<float> unlike = {0, 1};
  const std::vector<ScoredReference> references = {{unlike, 100}, {alike, 4}, {same, 2}};
  // k = 1: 3; k = 2: (3 + 2) / 2; k = 3: (3 + 2 + 0.6 * 4) / 2.6. 0.6 is an f32.
  EXPECT_NEAR(rescore(3, image, references), (3 + 2.5 + 7.4 / 2.6) / 3, 1e-7);
}

}  // namespace
}  // namespace saa
