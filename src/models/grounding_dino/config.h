// Sizes of a GroundingDINO checkpoint.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/block_form.h"
#include "models/grounding_dino/swin.h"

namespace saa::grounding_dino {

/// What the official config files share and shapes do not tell: sampling places a head looks at in
/// one level, pyramid levels (three of the backbone and one more), groups of the input projections.
inline constexpr nn::Dim kPoints = 4;
inline constexpr nn::Dim kLevels = 4;
inline constexpr nn::Dim kGroups = 32;
/// torch.nn.LayerNorm's and GroupNorm's.
inline constexpr float kEpsilon = 1e-5F;

struct Config {
  SwinConfig backbone;
  nn::Dim hidden;       ///< channels of image and text tokens
  nn::Dim heads;        ///< of image attention; text and fusion have half as many
  nn::Dim feedforward;  ///< hidden channels of image layers; text and fusion have half as many
  nn::Dim encoder_layers;
  nn::Dim decoder_layers;
  nn::Dim queries;
  BlockForm mlp = BlockForm::fused;  ///< of image layers; not in the weights

  [[nodiscard]] nn::Dim text_heads() const { return heads / 2; }
  [[nodiscard]] nn::Dim text_feedforward() const { return feedforward / 2; }
};

/// Read off the shapes. @throws WeightsError if a tensor that tells them is missing.
[[nodiscard]] Config config_of(const StateDict& weights);

}  // namespace saa::grounding_dino
