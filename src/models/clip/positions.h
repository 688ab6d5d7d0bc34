// Position embeddings for pictures of another size than the trained one.
#pragma once

#include "nn/value.h"

#include <span>
#include <vector>

namespace saa::clip {

/// Rows of a table [1 + from * from, C], the class token's and a square grid's, to
/// [1 + height * width, C]: the first row as it is, the grid resampled as torch's interpolate in
/// mode bicubic does (four neighbours an axis, A = -0.75, pixel centres at i + 1/2, no antialias).
[[nodiscard]] std::vector<float> resample_positions(std::span<const float> table, nn::Dim from,
                                                    nn::Dim height, nn::Dim width);

}  // namespace saa::clip
