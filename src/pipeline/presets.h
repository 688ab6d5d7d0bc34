// Presets: every choice in which the published forms of the method differ, as data. The stages know
// these fields and never a preset's name. docs/method.md explains each.
#pragma once

#include "pipeline/refiner.h"

#include <saa/segmenter.h>

namespace saa {

/// Which name of the inspected part the object pass looks for.
enum class ObjectName {
  plain,     ///< Profile::object
  published  ///< Profile::reference_object, where the profile has one
};

/// Which of the boxes found for the inspected part are taken for it.
enum class ObjectBoxes {
  best_count,           ///< the object_count best-scored ones
  below_share_of_count  ///< all whose area is below 1 / object_count of the image
};

/// What the property prompt (eq. 4) measures, on candidates and objects alike.
enum class PropertyTarget {
  masks,  ///< mask areas, and the profile's overlap rule
  boxes   ///< box areas, before refinement; no overlap is asked for
};

/// What becomes of a box in which the refiner found nothing.
enum class EmptyMask {
  drop,  ///< Rule::empty_mask
  keep   ///< stays: it adds nothing to the map but may take one of the K places
};

/// Over which features eq. 5 takes its mean.
enum class Neighbours { nearest, farthest };

struct NeighbourRule {
  Neighbours which = Neighbours::nearest;
  int count = 400;             ///< N of eq. 5
  bool counts_itself = false;  ///< whether a position is one of its own neighbours (distance 0)
  bool operator==(const NeighbourRule&) const = default;
};

/// What a position is compared with.
enum class SaliencyForm {
  whole_image,     ///< with all positions of the image
  by_object_count  ///< with the other objects, where the profile counts more than one
};

/// Which of two equal scores ranks higher at the confidence prompt (eq. 8).
enum class TieRule {
  first_wins,  ///< the one that was generated first
  last_wins    ///< the later one, as the last K of a stable ascending sort
};

/// What eq. 9's sum of scores is divided by.
enum class FusionWeight {
  count,           ///< number of regions at the pixel
  count_plus_one,  ///< one more than that, which halves the score of a lone region
};

struct Choices {
  PromptSwitches prompts{};    ///< the hybrid prompts in use
  double box_threshold = 0.1;  ///< a box must score more
  ObjectName object_name = ObjectName::plain;
  ObjectBoxes object_boxes = ObjectBoxes::best_count;
  PropertyTarget property_target = PropertyTarget::masks;
  EmptyMask empty_masks = EmptyMask::drop;
  bool stand_in_if_none = false;  ///< no box left: one empty region with score 0 goes on
  ChannelOrder network_channels = ChannelOrder::rgb;  ///< for refiner and saliency features
  SaliencyForm saliency_form = SaliencyForm::whole_image;
  NeighbourRule neighbours{};
  double distance_scale = 1;  ///< distance = scale * (1 - cos)
  double saliency_gain = 1;   ///< score * exp(gain * mean saliency)
  TieRule ties = TieRule::first_wins;
  FusionWeight fusion = FusionWeight::count;
};

/// The preset's choices; a prompt is in use if the preset has it and `switches` leave it on.
[[nodiscard]] Choices choices_for(Preset preset, const PromptSwitches& switches = {});

}  // namespace saa
