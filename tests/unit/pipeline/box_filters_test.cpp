#include "pipeline/box_filters.h"

#include <cmath>
#include <gtest/gtest.h>

namespace saa {
namespace {

Proposal box_of(float width, float height, float score, std::string phrase = "hole") {
  return {.box = {10, 20, 10 + width, 20 + height}, .score = score, .phrase = std::move(phrase)};
}

Fate fate_of(Proposal proposal, const BoxLimits& limits = {.min_score = 0.1, .max_area = 100},
             std::string_view filtered_phrase = "part") {
  return filter_boxes({std::move(proposal)}, 0, filtered_phrase, limits).front().fate;
}

TEST(BoxFilters, KeepWhatPassesAll) { EXPECT_TRUE(fate_of(box_of(5, 5, 0.5F)).kept()); }

TEST(BoxFilters, AScoreMustBeAboveTheThreshold) {
  const Fate fate = fate_of(box_of(5, 5, 0.25F), {.min_score = 0.25});
  EXPECT_EQ(fate.rule, Rule::box_score);
  EXPECT_EQ(fate.value, 0.25);
  EXPECT_EQ(fate.limit, 0.25);
  EXPECT_TRUE(fate_of(box_of(5, 5, 0.2500001F), {.min_score = 0.25}).kept());
}

TEST(BoxFilters, AnAreaMustBeBelowTheLimit) {
  const Fate fate = fate_of(box_of(10, 10, 0.5F));
  EXPECT_EQ(fate.rule, Rule::box_area);
  EXPECT_EQ(fate.value, 100);
  EXPECT_EQ(fate.limit, 100);
  EXPECT_TRUE(fate_of(box_of(10, 9.5F, 0.5F)).kept());
}

TEST(BoxFilters, ABoxNeedsAnArea) {
  EXPECT_EQ(fate_of(box_of(0, 5, 0.5F)).rule, Rule::box_empty);
  EXPECT_EQ(fate_of(box_of(-3, 5, 0.5F)).rule, Rule::box_empty);
}

TEST(BoxFilters, APhraseMustNotContainTheFilteredOne) {
  EXPECT_EQ(fate_of(box_of(5, 5, 0.5F, "hole on parts")).rule, Rule::filtered_phrase);
  EXPECT_TRUE(fate_of(box_of(5, 5, 0.5F, "hole on Part")).kept());
  EXPECT_TRUE(fate_of(box_of(5, 5, 0.5F, "part"), {}, "").kept());
}

TEST(BoxFilters, TheFirstFilterThatDropsDecides) {
  EXPECT_EQ(fate_of(box_of(50, 50, 0.05F, "part")).rule, Rule::box_score);
  EXPECT_EQ(fate_of(box_of(50, 50, 0.5F, "part")).rule, Rule::box_area);
  EXPECT_EQ(fate_of(box_of(0, 0, 0.5F, "part")).rule, Rule::box_empty);
}

TEST(BoxFilters, AScoreThatIsNoNumberCountsAsZero) {
  const Candidates candidates =
      filter_boxes({box_of(5, 5, std::nanf(""))}, 0, "", {.min_score = 0.1});
  EXPECT_EQ(candidates[0].fate.rule, Rule::box_score);
  EXPECT_EQ(candidates[0].scores.generator, 0);
}

TEST(BoxFilters, TheGeneratorsOwnVerdictStays) {
  Proposal proposal = box_of(5, 5, 0.05F);
  proposal.fate = {.rule = Rule::duplicate, .value = 0.9, .limit = 0.5};
  const Fate fate = fate_of(std::move(proposal));
  EXPECT_EQ(fate.rule, Rule::duplicate);
  EXPECT_EQ(fate.value, 0.9);
}

TEST(BoxFilters, CandidatesCarryWhatTheGeneratorSaid) {
  Proposal seeded = box_of(5, 5, 0.5F);
  seeded.seed = {10, 20, Mask(5, 5, 1)};
  Proposal dropped = seeded;
  dropped.score = 0;
  const Candidates candidates = filter_boxes({seeded, dropped}, 3, "", {.min_score = 0.1});
  ASSERT_EQ(candidates.size(), 2U);
  EXPECT_EQ(candidates[0].prompt, 3);
  EXPECT_EQ(candidates[0].phrase, "hole");
  EXPECT_EQ(candidates[0].box, seeded.box);
  EXPECT_EQ(candidates[0].scores.generator, 0.5);
  EXPECT_EQ(candidates[0].scores.rescored, 0.5);
  EXPECT_EQ(candidates[0].mask.window.width, 5);
  EXPECT_TRUE(candidates[1].mask.empty());
}

}  // namespace
}  // namespace saa
