// Position embeddings of vision transformers, for pictures of another size than the trained one.
#pragma once

#include "nn/value.h"

#include <span>
#include <vector>

namespace saa {

/// Patches of a picture along its sides.
struct PatchGrid {
  nn::Dim height;
  nn::Dim width;

  friend bool operator==(const PatchGrid&, const PatchGrid&) = default;
};

/// Rows of a table [1 + from * from, C], the class token's and a square grid's, to
/// [1 + height * width, C]: the first row as it is, the grid resampled as torch's interpolate in
/// mode bicubic does (four neighbours an axis, A = -0.75, pixel centres at i + 1/2, no antialias).
/// @param surplus patches by which the new sides are taken for longer than they are: what
///        interpolate does when it is told (height + surplus) / from and not the size.
[[nodiscard]] std::vector<float> resample_positions(std::span<const float> table, nn::Dim from,
                                                    const PatchGrid& to, double surplus = 0);

}  // namespace saa
