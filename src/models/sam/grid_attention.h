// Self-attention over a grid of tokens, with a position bias that is a row term plus a column term.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

namespace saa::sam {

/// How attention is put to the runtime; the numbers are the same but for rounding.
enum class AttentionForm {
  streamed,    ///< one operator of our own, in f32: the fastest there, and small in memory
  written_out  ///< the runtime's products and softmax: the fastest where those have bf16
};

/// attn of a block (image_encoder.py: Attention and the windows around it): x [1, H, W, C], already
/// normalised -> [1, H, W, C].
/// @param window tokens a side of the tiles that attend within themselves; 0: the whole grid.
[[nodiscard]] nn::Value grid_attention(const Scope& attn, const nn::Value& x, nn::Dim heads,
                                       nn::Dim window, AttentionForm form);

}  // namespace saa::sam
