// The end of SAM's mask decoder: places to pixels, and a product with each mask's filter.
#pragma once

#include "nn/ops.h"

namespace saa::nn {

/// Two transposed convolutions of kernel and stride 2, each as one linear layer whose outputs are
/// 2 x 2 places, one behind the other.
struct MaskUpscaling {
  Value first_weight, first_bias;    ///< [4 * channels, C], [4 * channels]
  Value norm_weight, norm_bias;      ///< [channels]
  Value second_weight, second_bias;  ///< [4 * depth, channels], [4 * depth]
  float epsilon;
};

/// filters · gelu(second(gelu(norm(first(places))))) for each of the 4 x 4 pixels of each place.
/// One operator that works on a few places at a time: the pixels' channels, eight times as large as
/// the places, are never in memory.
///
/// @param places f32 [B, H * W, C], row by row
/// @param filters f32 [B, masks, depth]
/// @param grid i64 [2]: H and W
/// @return f32 [B, masks, 4 * H * 4 * W], row by row
[[nodiscard]] Value mask_upscaling(const Value& places, const MaskUpscaling& layers,
                                   const Value& filters, const Value& grid);

}  // namespace saa::nn
