// GroundingDINO from image and text tokens to boxes: enhancer, choice of queries, decoder and
// heads.
#pragma once

#include "models/grounding_dino/decoder.h"

namespace saa::grounding_dino {

/// What the network finds, and, for comparison with the original, its stages on the way.
struct TransformerOutputs {
  std::vector<TokenPair> encoder;   ///< after each layer
  nn::Value selected;               ///< i64 [Q]: the image tokens that became queries, best first
  std::vector<QueryState> decoder;  ///< the first boxes, then after each layer
  nn::Value logits;                 ///< [1, Q, T]
  nn::Value boxes;                  ///< [1, Q, 4]: centre x, centre y, width, height in 0..1
};

[[nodiscard]] TransformerOutputs transformer(const Scope& scope, const TransformerInputs& inputs,
                                             const Config& config);

}  // namespace saa::grounding_dino
