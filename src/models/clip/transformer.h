// The blocks of CLIP's towers: attention and a feed-forward part, each behind a layer norm.
#pragma once

#include "models/clip/config.h"
#include "nn/ops.h"

#include <optional>

namespace saa::clip {

/// torch.nn.MultiheadAttention of x [B, T, C] with itself. Keys `in_proj_weight` and `in_proj_bias`
/// (openai), or `q_proj`, `k_proj` and `v_proj` (transformers), and `out_proj`.
/// @param mask added to the scores, broadcastable to [B, heads, T, T]
/// @throws WeightsError if the channels are not whole heads.
[[nodiscard]] nn::Value self_attention(const Scope& scope, Naming naming, const nn::Value& x,
                                       nn::Dim heads,
                                       const std::optional<nn::Value>& mask = std::nullopt);

/// One block: [B, T, C] -> [B, T, C].
[[nodiscard]] nn::Value block(const Scope& scope, Naming naming, const nn::Value& x,
                              const TransformerConfig& config,
                              const std::optional<nn::Value>& mask = std::nullopt);

}  // namespace saa::clip
