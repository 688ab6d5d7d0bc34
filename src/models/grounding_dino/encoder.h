// The feature enhancer of GroundingDINO: transformer.encoder of the original.
#pragma once

#include "models/grounding_dino/fusion.h"

#include <vector>

namespace saa::grounding_dino {

/// What the transformer is told of an image and a caption, for S image and T text tokens; the
/// numbers are those of PyramidPlaces and TextFeatures.
struct TransformerInputs {
  nn::Value tokens;         ///< [1, S, hidden]
  nn::Value position;       ///< [1, S, hidden]
  nn::Value shapes;         ///< i64 [levels, 2]
  nn::Value reference;      ///< [1, S, levels, 2]
  nn::Value proposals;      ///< [1, S, 4]
  nn::Value valid;          ///< [1, S, 1]
  nn::Value text;           ///< [1, T, hidden]
  nn::Value text_position;  ///< [1, T, hidden]
  nn::Value text_mask;      ///< [1, 1, T, T], added to scores
};

/// The module of this name in ms_deform_attn.py: query [1, Q, hidden] and reference [1, Q, levels,
/// 2 or 4] look into the pyramid `memory` [1, S, hidden].
[[nodiscard]] nn::Value deformable_layer(const Scope& scope, const nn::Value& query,
                                         const nn::Value& reference, const nn::Value& memory,
                                         const nn::Value& shapes, const Config& config);

/// transformer.encoder: the tokens after each layer.
[[nodiscard]] std::vector<TokenPair> encode(const Scope& scope, const TransformerInputs& inputs,
                                            const Config& config);

}  // namespace saa::grounding_dino
