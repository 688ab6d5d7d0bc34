// torch.nn.MultiheadAttention and the layers of several linear ones in GroundingDINO's transformer.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/block_form.h"
#include "nn/ops.h"

namespace saa::grounding_dino {

/// torch.nn.MultiheadAttention: query [1, N, C], key and value [1, M, C] -> [1, N, C]. Keys
/// `in_proj_weight`, `in_proj_bias` (query, key and value below one another) and `out_proj`.
[[nodiscard]] nn::Value multihead_attention(const Scope& scope, const nn::Value& query,
                                            const nn::Value& key, const nn::Value& value,
                                            nn::Dim heads);
/// @param mask added to the scores, broadcastable to [1, heads, N, M]
[[nodiscard]] nn::Value multihead_attention(const Scope& scope, const nn::Value& query,
                                            const nn::Value& key, const nn::Value& value,
                                            nn::Dim heads, const nn::Value& mask);

/// The `norm` of x plus its `linear1`, ReLU, `linear2`; `hidden` channels between them.
/// @param form fused pays off for some hundred places and more
[[nodiscard]] nn::Value feedforward(const Scope& scope, std::string_view norm, const nn::Value& x,
                                    nn::Dim hidden, BlockForm form);

/// The original's MLP: `layers.0`, `layers.1`, … with ReLU between them, [.., I] -> [.., outputs].
[[nodiscard]] nn::Value mlp(const Scope& scope, const nn::Value& x, nn::Dim hidden, nn::Dim outputs,
                            nn::Dim layers);

}  // namespace saa::grounding_dino
