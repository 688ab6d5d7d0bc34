// Attention windows: a grid of tokens cut into square tiles and put together again.
#pragma once

#include "nn/ops.h"

#include <array>

namespace saa::nn {

/// [B, H, W, C] -> [B * tiles, window, window, C], tiles row by row; zeros are added at the bottom
/// and the right up to whole tiles. All sizes are known.
[[nodiscard]] Value window_partition(const Value& x, Dim window);

/// The inverse: tiles [B * tiles, window, window, C] -> `grid` [B, H, W, C], added places dropped.
[[nodiscard]] Value window_merge(const Value& tiles, const std::array<Dim, 4>& grid);

}  // namespace saa::nn
