// The decoder of GroundingDINO: transformer.decoder of the original, which moves a box a query from
// layer to layer.
#pragma once

#include "models/grounding_dino/encoder.h"

namespace saa::grounding_dino {

/// Queries on their way: Q of them.
struct QueryState {
  nn::Value content;  ///< [1, Q, hidden]
  nn::Value boxes;    ///< [1, Q, 4]: centre x, centre y, width, height in 0..1
};

/// log(x / (1 - x)), with x and 1 - x at least 0.001.
[[nodiscard]] nn::Value inverse_sigmoid(const nn::Value& x);

/// The first box of each query, and what each layer made of it. content is before the last norm.
/// @param heads the checkpoint's root, below which `bbox_embed.<i>` lies
[[nodiscard]] std::vector<QueryState> decode(const Scope& scope, const Scope& heads,
                                             const QueryState& first, const TokenPair& memory,
                                             const nn::Value& shapes, const Config& config);

}  // namespace saa::grounding_dino
