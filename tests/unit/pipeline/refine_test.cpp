#include "pipeline/refine.h"

#include "pipeline/box_filters.h"
#include "unit/pipeline/fake_engine.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

/// Answers with the seeds; remembers what it was asked.
class SeedPass : public RefinerPass {
 public:
  std::vector<RegionMask> refine(std::span<const Proposal> proposals) override {
    std::vector<RegionMask> masks;
    for (const Proposal& proposal : proposals) masks.push_back(proposal.seed);
    asked = proposals.size();
    return masks;
  }
  std::size_t asked = 0;
};

Proposal seeded(float score, RegionMask seed) {
  return {.box = {0, 0, 4, 4}, .score = score, .seed = std::move(seed)};
}

Candidates three_candidates() {
  return filter_boxes({seeded(0.5F, {1, 1, Mask(2, 2, 1)}), seeded(0.05F, {0, 0, Mask(4, 4, 1)}),
                       seeded(0.6F, {0, 0, Mask(3, 3, 0)})},
                      0, "", {.min_score = 0.1});
}

TEST(Refine, GivesMasksToKeptCandidatesOnly) {
  SeedPass pass;
  const Candidates refined = refine(pass, grey_image(8, 8), three_candidates(), EmptyMask::keep);
  EXPECT_EQ(pass.asked, 2U);
  EXPECT_EQ(refined[0].area, 4);
  EXPECT_EQ(refined[0].mask.x, 1);
  EXPECT_EQ(refined[1].fate.rule, Rule::box_score);
  EXPECT_TRUE(refined[1].mask.empty());
  EXPECT_TRUE(refined[2].fate.kept());
  EXPECT_EQ(refined[2].area, 0);
  EXPECT_TRUE(refined[2].mask.empty());
}

TEST(Refine, DropsEmptyMasksIfAsked) {
  SeedPass pass;
  const Candidates refined = refine(pass, grey_image(8, 8), three_candidates(), EmptyMask::drop);
  EXPECT_TRUE(refined[0].fate.kept());
  EXPECT_EQ(refined[2].fate.rule, Rule::empty_mask);
}

TEST(Refine, AsksNothingWhereNothingIsKept) {
  SeedPass pass;
  pass.asked = 99;
  EXPECT_TRUE(refine(pass, grey_image(8, 8), {}, EmptyMask::drop).empty());
  EXPECT_EQ(pass.asked, 99U);
}

TEST(Refine, AnswersOfTheWrongLengthAreABug) {
  class Forgetful : public RefinerPass {
    std::vector<RegionMask> refine(std::span<const Proposal> /*proposals*/) override { return {}; }
  } pass;
  EXPECT_THROW((void)refine(pass, grey_image(8, 8), three_candidates(), EmptyMask::drop),
               std::logic_error);
}

TEST(Refine, AMaskThatLeavesTheImageIsABug) {
  for (const RegionMask& beyond : {RegionMask{5, 0, Mask(4, 1, 1)}, RegionMask{0, 7, Mask(1, 2, 1)},
                                   RegionMask{-1, 0, Mask(1, 1, 1)}}) {
    SeedPass pass;
    Candidates candidates = filter_boxes({seeded(0.5F, beyond)}, 0, "", {.min_score = 0.1});
    EXPECT_THROW((void)refine(pass, grey_image(8, 8), std::move(candidates), EmptyMask::drop),
                 std::logic_error);
  }
}

}  // namespace
}  // namespace saa
