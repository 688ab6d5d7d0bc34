#include "pipeline/presets.h"

#include <saa/error.h>
#include <string>

namespace saa {
namespace {

constexpr PromptSwitches kNoPrompts = {.class_agnostic = false,
                                       .class_specific = false,
                                       .property = false,
                                       .saliency = false,
                                       .neighbours = false,
                                       .confidence = false};

/// SAA+ as the text of the paper says.
constexpr Choices kPaper = {};

/// SAA+ as the published code does, to the letter.
constexpr Choices kReference = {
    .object_name = ObjectName::published,
    .object_boxes = ObjectBoxes::below_share_of_count,
    .property_target = PropertyTarget::boxes,
    .empty_masks = EmptyMask::keep,
    .stand_in_if_none = true,
    .network_channels = ChannelOrder::bgr,
    .saliency_form = SaliencyForm::by_object_count,
    .neighbours = {.which = Neighbours::farthest, .count = 400, .counts_itself = true},
    .distance_scale = 0.5,
    .saliency_gain = 3,
    .ties = TieRule::last_wins,
    .fusion = FusionWeight::count_plus_one,
};

/// The vanilla cascade of eq. 1-3, with the paper's reading of everything else.
constexpr Choices kSaa = {.prompts = kNoPrompts};

const Choices& preset_choices(Preset preset) {
  switch (preset) {
    case Preset::paper:
      return kPaper;
    case Preset::reference:
      return kReference;
    case Preset::saa:
      return kSaa;
  }
  throw UsageError("unknown preset " + std::to_string(static_cast<int>(preset)) +
                   "; expected paper, reference or saa");
}

}  // namespace

const char* preset_name(Preset preset) {
  switch (preset) {
    case Preset::paper:
      return "paper";
    case Preset::reference:
      return "reference";
    case Preset::saa:
      return "saa";
  }
  return "unknown";
}

Choices choices_for(Preset preset, const PromptSwitches& switches) {
  Choices choices = preset_choices(preset);
  PromptSwitches& use = choices.prompts;
  use.class_agnostic &= switches.class_agnostic;
  use.class_specific &= switches.class_specific;
  use.property &= switches.property;
  use.saliency &= switches.saliency;
  use.neighbours &= switches.neighbours;
  use.confidence &= switches.confidence;
  return choices;
}

}  // namespace saa
