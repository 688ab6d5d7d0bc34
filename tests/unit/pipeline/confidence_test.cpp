#include "pipeline/confidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saa {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

Candidates scored(std::initializer_list<double> scores) {
  Candidates candidates;
  for (const double score : scores) {
    Region region;
    region.scores.generator = score;
    region.scores.rescored = score;
    region.area = static_cast<std::int64_t>(candidates.size());
    candidates.push_back(region);
  }
  return candidates;
}

std::vector<int> ranks(const Candidates& candidates) {
  std::vector<int> all;
  for (const Region& candidate : candidates) all.push_back(candidate.rank.value_or(0));
  return all;
}

TEST(Confidence, KeepsTheBest) {
  const Candidates best = keep_best(scored({0.2, 0.9, 0.5, 0.7}), 2, TieRule::first_wins);
  EXPECT_THAT(ranks(best), ElementsAre(4, 1, 3, 2));
  EXPECT_TRUE(best[1].fate.kept());
  EXPECT_TRUE(best[3].fate.kept());
  EXPECT_EQ(best[2].fate.rule, Rule::top_k);
  EXPECT_EQ(best[2].fate.value, 3);
  EXPECT_EQ(best[2].fate.limit, 2);
}

TEST(Confidence, RanksAllWhereNoneIsToBeDropped) {
  const Candidates all = keep_best(scored({0.2, 0.9, 0.5}), std::nullopt, TieRule::first_wins);
  EXPECT_THAT(ranks(all), ElementsAre(3, 1, 2));
  for (const Region& candidate : all) EXPECT_TRUE(candidate.fate.kept());
}

TEST(Confidence, OfEqualScoresTheTieRuleDecides) {
  EXPECT_THAT(ranks(keep_best(scored({0.5, 0.5, 0.9, 0.5}), 2, TieRule::first_wins)),
              ElementsAre(2, 3, 1, 4));
  EXPECT_THAT(ranks(keep_best(scored({0.5, 0.5, 0.9, 0.5}), 2, TieRule::last_wins)),
              ElementsAre(4, 3, 1, 2));
}

TEST(Confidence, DroppedCandidatesTakeNoPlace) {
  Candidates candidates = scored({0.9, 0.5});
  drop(candidates[0], Rule::area, 10, 5);
  const Candidates best = keep_best(std::move(candidates), 1, TieRule::first_wins);
  EXPECT_FALSE(best[0].rank.has_value());
  EXPECT_THAT(best[1].rank, Optional(1));
  EXPECT_TRUE(best[1].fate.kept());
}

TEST(Confidence, KLargerThanTheCrowdKeepsAll) {
  const Candidates all = keep_best(scored({0.1, 0.2}), 50, TieRule::last_wins);
  EXPECT_TRUE(all[0].fate.kept() && all[1].fate.kept());
}

TEST(ResultOrder, KeptByRankThenTopKThenOthersByScore) {
  Candidates candidates = scored({0.3, 0.9, 0.5, 0.8, 0.95});
  drop(candidates[0], Rule::area, 10, 5);
  drop(candidates[4], Rule::box_area, 10, 5);
  const Candidates ordered =
      in_result_order(keep_best(std::move(candidates), 2, TieRule::first_wins));
  std::vector<std::int64_t> places;
  for (const Region& candidate : ordered) places.push_back(candidate.area);
  EXPECT_THAT(places, ElementsAre(1, 3, 2, 4, 0));
}

}  // namespace
}  // namespace saa
