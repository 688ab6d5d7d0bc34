// Self-attention over a grid of tokens, with a position bias that is a row term plus a column term.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/block_form.h"
#include "nn/ops.h"

namespace saa::sam {

/// attn of a block (image_encoder.py: Attention and the windows around it): x [1, H, W, C], already
/// normalised -> [1, H, W, C].
/// @param form fused is the fastest in f32 and small in memory, layered where products have bf16.
/// @param window tokens a side of the tiles that attend within themselves; 0: the whole grid.
[[nodiscard]] nn::Value grid_attention(const Scope& attn, const nn::Value& x, nn::Dim heads,
                                       nn::Dim window, BlockForm form);

}  // namespace saa::sam
