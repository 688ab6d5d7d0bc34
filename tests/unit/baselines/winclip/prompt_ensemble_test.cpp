#include "baselines/winclip/prompt_ensemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace saa::baselines {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(PromptEnsemble, PutsEveryStateIntoEveryTemplate) {
  const PromptEnsemble complete = prompt_ensemble("metal_nut", CaptionTemplates::complete);
  EXPECT_THAT(complete.normal, SizeIs(7 * 22));
  EXPECT_THAT(complete.anomalous, SizeIs(4 * 22));
  EXPECT_THAT(complete.normal, Each(HasSubstr("metal_nut")));
  EXPECT_THAT(complete.normal, Contains("a photo of the flawless metal_nut"));
  EXPECT_THAT(complete.anomalous,
              Contains("a photo of a metal_nut with defect for visual inspection"));
  EXPECT_THAT(complete.anomalous, Contains("a dark photo of the damaged metal_nut"));
  const std::set<std::string> distinct(complete.normal.begin(), complete.normal.end());
  EXPECT_THAT(distinct, SizeIs(7 * 22));
}

TEST(PromptEnsemble, ThePunctuatedListHasOneCaptionTwiceAndLacksTwo) {
  const PromptEnsemble prompts = prompt_ensemble("tile", CaptionTemplates::punctuated);
  EXPECT_THAT(prompts.normal, SizeIs(7 * 21));
  EXPECT_THAT(prompts.anomalous, SizeIs(4 * 21));
  EXPECT_THAT(prompts.normal, Each(EndsWith(".")));
  EXPECT_THAT(prompts.normal, Not(Contains("a cropped photo of a tile.")));
  const std::set<std::string> distinct(prompts.normal.begin(), prompts.normal.end());
  EXPECT_THAT(distinct, SizeIs(7 * 20));
}

TEST(PromptEnsemble, TakesTheNameAsItIs) {
  EXPECT_THAT(prompt_ensemble("{} {}", CaptionTemplates::complete).anomalous,
              Contains("a photo of the damaged {} {}"));
}

}  // namespace
}  // namespace saa::baselines
