// From the picture to the pyramid of tokens: the backbone and `input_proj` of the original.
#pragma once

#include "models/grounding_dino/config.h"

namespace saa::grounding_dino {

/// Picture [1, 3, H, W], normalised, and swin_grids() of its size as i64 [2] values -> tokens of
/// the four levels, [1, places, hidden] each.
[[nodiscard]] std::array<nn::Value, kLevels> pyramid(const Scope& scope, const nn::Value& picture,
                                                     const std::array<nn::Value, 4>& grids,
                                                     const Config& config);

}  // namespace saa::grounding_dino
