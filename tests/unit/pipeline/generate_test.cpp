#include "pipeline/generate.h"

#include "unit/pipeline/fake_engine.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

constexpr BoxLimits kLimits = {.min_score = 0.1};
const Cancellation kNeverCancelled(nullptr);

Proposal scored(float score) { return {.box = {0, 0, 4, 4}, .score = score}; }

Generated run(Scene scene, std::span<const Prompt> prompts) {
  const EngineParts engine = make_fake_engine(std::move(scene));
  const Image image = grey_image(8, 8);
  return generate(*engine.generator->begin(image, 1), prompts, kLimits, kNeverCancelled);
}

TEST(Generate, JoinsThePromptsInTheirOrder) {
  const std::vector<Prompt> prompts = {{"crack", ""}, {"hole", ""}};
  const Generated generated =
      run({.boxes = {{"hole", {scored(0.9F)}}, {"crack", {scored(0.3F), scored(0.4F)}}}}, prompts);
  ASSERT_EQ(generated.candidates.size(), 3U);
  EXPECT_EQ(generated.candidates[0].scores.generator, double{0.3F});
  EXPECT_EQ(generated.candidates[1].scores.generator, double{0.4F});
  EXPECT_EQ(generated.candidates[2].scores.generator, double{0.9F});
  EXPECT_EQ(generated.candidates[1].prompt, 0);
  EXPECT_EQ(generated.candidates[2].prompt, 1);
}

TEST(Generate, FiltersThePhraseOfEachPromptsOwn) {
  const std::vector<Prompt> prompts = {{"crack", "nut"}, {"hole", "bolt"}};
  Proposal nut = scored(0.5F);
  nut.phrase = "nut";
  const Generated generated = run({.boxes = {{"hole", {nut}}, {"crack", {nut}}}}, prompts);
  ASSERT_EQ(generated.candidates.size(), 2U);
  EXPECT_EQ(generated.candidates[0].fate.rule, Rule::filtered_phrase);
  EXPECT_TRUE(generated.candidates[1].fate.kept());
}

TEST(Generate, MakesOnePassWithoutAPrompt) {
  const Generated generated = run({.boxes = {{"", {scored(0.5F)}}}}, {});
  ASSERT_EQ(generated.candidates.size(), 1U);
  EXPECT_EQ(generated.candidates[0].prompt, -1);
}

TEST(Generate, CountsAllMissesAndListsTheBest) {
  std::vector<Proposal> boxes;
  for (int i = 0; i < 90; ++i) boxes.push_back(scored(0.001F * static_cast<float>(i)));
  boxes.push_back(scored(0.7F));
  const std::vector<Prompt> prompts = {{"hole", ""}};
  const Generated generated = run({.boxes = {{"hole", boxes}}}, prompts);
  EXPECT_EQ(generated.below_threshold, 90);
  ASSERT_EQ(generated.candidates.size(), kListedNearMisses + 1);
  EXPECT_EQ(generated.candidates.front().scores.generator, double{0.001F * 70});
  EXPECT_TRUE(generated.candidates.back().fate.kept());
}

TEST(Generate, ListsTheFirstOfEqualMisses) {
  std::vector<Proposal> boxes(30, scored(0.05F));
  for (std::size_t i = 0; i < boxes.size(); ++i) boxes[i].box.x1 = static_cast<float>(i + 1);
  const std::vector<Prompt> prompts = {{"hole", ""}};
  const Generated generated = run({.boxes = {{"hole", boxes}}}, prompts);
  ASSERT_EQ(generated.candidates.size(), kListedNearMisses);
  EXPECT_EQ(generated.candidates.back().box.x1, float(kListedNearMisses));
}

TEST(Generate, StopsBetweenPasses) {
  std::atomic<bool> stop = false;
  int passes = 0;
  const EngineParts engine = make_fake_engine({.on_propose = [&] {
    ++passes;
    stop = true;
  }});
  const Image image = grey_image(8, 8);
  const std::vector<Prompt> prompts = {{"crack", ""}, {"hole", ""}};
  const auto pass = engine.generator->begin(image, 1);
  EXPECT_THROW((void)generate(*pass, prompts, kLimits, Cancellation(&stop)), CancelledError);
  EXPECT_EQ(passes, 1);
}

}  // namespace
}  // namespace saa
