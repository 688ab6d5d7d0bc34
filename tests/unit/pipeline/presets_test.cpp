#include "pipeline/presets.h"

#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

TEST(Presets, PaperFollowsTheText) {
  const Choices paper = choices_for(Preset::paper);
  EXPECT_EQ(paper.property_target, PropertyTarget::masks);
  EXPECT_EQ(paper.network_channels, ChannelOrder::rgb);
  EXPECT_EQ(paper.neighbours, (NeighbourRule{Neighbours::nearest, 400, false}));
  EXPECT_EQ(paper.saliency_form, SaliencyForm::whole_image);
  EXPECT_EQ(paper.distance_scale, 1);
  EXPECT_EQ(paper.saliency_gain, 1);
  EXPECT_EQ(paper.fusion, FusionWeight::count);
  EXPECT_FALSE(paper.stand_in_if_none);
}

TEST(Presets, ReferenceFollowsThePublishedCode) {
  const Choices reference = choices_for(Preset::reference);
  EXPECT_EQ(reference.object_name, ObjectName::published);
  EXPECT_EQ(reference.object_boxes, ObjectBoxes::below_share_of_count);
  EXPECT_EQ(reference.property_target, PropertyTarget::boxes);
  EXPECT_EQ(reference.empty_masks, EmptyMask::keep);
  EXPECT_EQ(reference.network_channels, ChannelOrder::bgr);
  EXPECT_EQ(reference.neighbours, (NeighbourRule{Neighbours::farthest, 400, true}));
  EXPECT_EQ(reference.saliency_form, SaliencyForm::by_object_count);
  EXPECT_EQ(reference.distance_scale, 0.5);
  EXPECT_EQ(reference.saliency_gain, 3);
  EXPECT_EQ(reference.ties, TieRule::last_wins);
  EXPECT_EQ(reference.fusion, FusionWeight::count_plus_one);
  EXPECT_TRUE(reference.stand_in_if_none);
}

TEST(Presets, AllAskForTheSameBoxScore) {
  for (const Preset preset : {Preset::paper, Preset::reference, Preset::saa})
    EXPECT_EQ(choices_for(preset).box_threshold, 0.1);
}

TEST(Presets, SaaUsesNoPromptWhateverTheSwitchesSay) {
  const PromptSwitches use = choices_for(Preset::saa, {}).prompts;
  EXPECT_FALSE(use.class_agnostic || use.class_specific || use.property || use.saliency ||
               use.confidence);
}

TEST(Presets, EachPromptCanBeSwitchedOffAlone) {
  const auto in_use = [](const PromptSwitches& switches) {
    const PromptSwitches use = choices_for(Preset::paper, switches).prompts;
    return std::vector<bool>{use.class_agnostic, use.class_specific, use.property, use.saliency,
                             use.confidence};
  };
  using Flags = std::vector<bool>;
  EXPECT_EQ(in_use({}), (Flags{true, true, true, true, true}));
  EXPECT_EQ(in_use({.class_agnostic = false}), (Flags{false, true, true, true, true}));
  EXPECT_EQ(in_use({.class_specific = false}), (Flags{true, false, true, true, true}));
  EXPECT_EQ(in_use({.property = false}), (Flags{true, true, false, true, true}));
  EXPECT_EQ(in_use({.saliency = false}), (Flags{true, true, true, false, true}));
  EXPECT_EQ(in_use({.confidence = false}), (Flags{true, true, true, true, false}));
}

TEST(Presets, AnUnknownOneIsAUsageError) {
  EXPECT_THROW((void)choices_for(static_cast<Preset>(99)), UsageError);
}

}  // namespace
}  // namespace saa
