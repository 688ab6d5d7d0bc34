// Swin Transformer (arXiv 2103.14030), GroundingDINO's backbone. Follows the official
// backbone/swin_transformer.py: no absolute positions, an output norm on each stage that is used.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/block_form.h"
#include "models/grounding_dino/grid.h"
#include "nn/ops.h"

#include <array>

namespace saa::grounding_dino {

struct SwinConfig {
  struct Stage {
    nn::Dim blocks;
    nn::Dim heads;
  };

  nn::Dim embed;   ///< channels of the first stage; each further one has twice as many
  nn::Dim window;  ///< side of the attention windows
  std::array<Stage, 4> stages;
  BlockForm mlp = BlockForm::fused;  ///< not in the weights

  [[nodiscard]] nn::Dim channels(std::size_t stage) const { return embed << stage; }
};

/// Read off the shapes. @throws WeightsError if a tensor that tells them is missing or of a shape
/// that no Swin Transformer has.
[[nodiscard]] SwinConfig swin_config(const Scope& scope);

/// The grids of the four stages (strides 4, 8, 16, 32) for a picture of this size.
[[nodiscard]] std::array<GridSize, 4> swin_grids(std::int64_t height, std::int64_t width);

/// Picture [1, 3, H, W], normalised, and swin_grids() of its size as i64 [2] values -> tokens of
/// stages 1, 2 and 3, [1, places, channels(stage)], normed.
[[nodiscard]] std::array<nn::Value, 3> swin(const Scope& scope, const nn::Value& picture,
                                            const std::array<nn::Value, 4>& grids,
                                            const SwinConfig& config);

}  // namespace saa::grounding_dino
