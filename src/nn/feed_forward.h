// The feed-forward half of a transformer's block, with its norm and what it is added to. One
// operator that works on a few places at a time: the hidden channels of all places are never in
// memory.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

namespace saa::nn {

struct FeedForward {
  Value norm_weight, norm_bias;      ///< [C]
  Value widen_weight, widen_bias;    ///< [hidden, C], [hidden]
  Value narrow_weight, narrow_bias;  ///< [C, hidden], [C]
  float epsilon;
};

/// Those of torch.nn.LayerNorm and two torch.nn.Linear: `weight` and `bias` of each.
[[nodiscard]] FeedForward feed_forward_layers(Builder& builder, const Scope& norm,
                                              const Scope& widen, const Scope& narrow, Dim channels,
                                              Dim hidden, float epsilon);

/// Whether one operator is quicker here than the runtime's products for each layer, where a block
/// has more weights than the caches hold: with AVX2's vectors it is, with AVX-512's the runtime's.
[[nodiscard]] bool feed_forward_is_quicker();

/// x + narrow(gelu(widen(norm(x)))), as vision transformers have it.
/// @param x f32 [1, N, C]
[[nodiscard]] Value feed_forward(const Value& x, const FeedForward& layers);

/// norm(x + narrow(relu(widen(x)))), as the first transformers had it.
/// @param x f32 [1, N, C]
[[nodiscard]] Value feed_forward_norm_last(const Value& x, const FeedForward& layers);

}  // namespace saa::nn
