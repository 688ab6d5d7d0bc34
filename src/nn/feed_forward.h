// The feed-forward half of a transformer's block, with its norm and what it is added to.
#pragma once

#include "nn/ops.h"

namespace saa::nn {

struct FeedForward {
  Value norm_weight, norm_bias;      ///< [C]
  Value widen_weight, widen_bias;    ///< [hidden, C], [hidden]
  Value narrow_weight, narrow_bias;  ///< [C, hidden], [C]
  float epsilon;
};

/// x + narrow(gelu(widen(norm(x)))). One operator that works on a few places at a time: the hidden
/// channels of all places are never in memory.
/// @param x f32 [1, N, C]
[[nodiscard]] Value feed_forward(const Value& x, const FeedForward& layers);

}  // namespace saa::nn
