// Image and text tokens look at each other: BiAttentionBlock of the original (fuse_modules.py).
#pragma once

#include "models/grounding_dino/config.h"

namespace saa::grounding_dino {

struct TokenPair {
  nn::Value image;  ///< [1, S, hidden]
  nn::Value text;   ///< [1, T, hidden]
};

/// transformer.encoder.fusion_layers.<i>.
[[nodiscard]] TokenPair fuse(const Scope& scope, const TokenPair& tokens, const Config& config);

}  // namespace saa::grounding_dino
