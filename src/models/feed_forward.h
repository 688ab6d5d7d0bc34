// The feed-forward half of a vision transformer's block, by the checkpoint's names.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/block_form.h"
#include "nn/ops.h"

namespace saa {

/// A torch.nn.LayerNorm and two torch.nn.Linear.
struct FeedForwardScopes {
  Scope norm, widen, narrow;
};

/// x + narrow(gelu(widen(norm(x)))): x [1, N, C] -> the same shape.
/// @param hidden channels between the two layers
[[nodiscard]] nn::Value feed_forward(const FeedForwardScopes& scopes, const nn::Value& x,
                                     nn::Dim hidden, float epsilon, BlockForm form);

}  // namespace saa
