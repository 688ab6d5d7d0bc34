// Attention between a prompt's few tokens and an image's thousands of places, in the mask decoder.
//
// The original projects every place (transformer.py, class Attention). Here the weights are applied
// to the tokens' side of each product, which is the same sum in another order and less work:
//   query · key    = (W_q q + b_q) · (W_k p + b_k) = (W_k^T query) · p + what no place changes
//   shares · value = (shares · p) W_v + b_v, for shares that sum to 1
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

namespace saa::sam {

inline constexpr nn::Dim kHeads = 8;

/// [B, T, I] -> [B, heads, T, I / heads].
[[nodiscard]] nn::Value split_heads(const nn::Value& x);
/// Its inverse.
[[nodiscard]] nn::Value join_heads(const nn::Value& x);

/// What the tokens take from the places, [B, T, C].
/// @param q tokens [B, T, C] @param where places with their positions @param places [B, P, C]; a
/// batch of 1 stands for the same places for all B.
[[nodiscard]] nn::Value tokens_attend(const Scope& scope, const nn::Value& q,
                                      const nn::Value& where, const nn::Value& places);

/// What the places take from the tokens, [B, P, C].
/// @param where [B, P, C] or [1, P, C] @param k, v tokens [B, T, C]
[[nodiscard]] nn::Value places_attend(const Scope& scope, const nn::Value& where,
                                      const nn::Value& k, const nn::Value& v);

}  // namespace saa::sam
