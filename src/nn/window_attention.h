// Self-attention within the shifted windows of a Swin transformer (arXiv 2103.14030).
#pragma once

#include "nn/ops.h"

namespace saa::nn {

/// softmax(query key^T / sqrt(D) + bias) value within each window of a grid of tokens, as the
/// official WindowAttention between its two linear layers. The grid is padded at the bottom and the
/// right to whole windows, then turned by `shift` places to the left and the top; of the windows
/// that this puts together from opposite edges, tokens of different origin see each other with 100
/// taken off their score. One operator without a copy of the windows: it runs for any size of the
/// grid, and neither index tables nor masks are needed.
///
/// @param qkv f32 [1, H * W, 3 * heads * D]: query, key and value side by side, tokens row by row
/// @param padding f32 [3 * heads * D]: what qkv would be at places beyond the grid
/// @param bias f32 [heads, N, N] for the N = window * window places of a window
/// @param grid i64 [2]: H and W
/// @param shift i64 [1]: 0 up to window - 1
/// @return f32 [1, H * W, heads * D]
[[nodiscard]] Value window_attention(const Value& qkv, const Value& padding, const Value& bias,
                                     const Value& grid, const Value& shift);

}  // namespace saa::nn
