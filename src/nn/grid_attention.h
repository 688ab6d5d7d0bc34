// Self-attention over a grid of tokens with decomposed relative positions, as SAM's image encoder
// has it (arXiv 2304.02643; the positions are those of MViTv2, arXiv 2112.01526).
#pragma once

#include "nn/ops.h"

namespace saa::nn {

/// softmax(query key^T / sqrt(D) + rows + columns) value, where the score of a query at (y, x) for
/// a key at (y', x') gets query · rel_rows[y - y' + h - 1] + query · rel_columns[x - x' + w - 1].
/// The tables' lengths tell the windows, h by w places, in which tokens see each other; the grid is
/// padded at the bottom and the right to whole windows. One operator that streams over the keys:
/// neither scores nor bias of the whole grid are ever in memory.
///
/// @param qkv f32 [1, H, W, 3 * heads * D]: query, key and value side by side
/// @param padding f32 [3 * heads * D]: what qkv would be at places beyond the grid
/// @param rel_rows f32 [2h - 1, D], @param rel_columns f32 [2w - 1, D]
/// @return f32 [1, H, W, heads * D]
[[nodiscard]] Value grid_attention(const Value& qkv, const Value& padding, const Value& rel_rows,
                                   const Value& rel_columns);

}  // namespace saa::nn
