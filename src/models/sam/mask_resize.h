// From the decoder's logits to a mask of the image. Follows Sam.postprocess_masks
// (segment_anything/modeling/sam.py).
#pragma once

#include "models/sam/sam.h"

#include <span>

namespace saa::sam {

/// Sizes on the way from a prediction to the image.
struct MaskFrame {
  int low_size;     ///< side of the logits
  int input_size;   ///< side of the network's input
  int input_width;  ///< of the image within it
  int input_height;
  int width;  ///< of the image
  int height;
};

/// Where the logits, brought bilinearly (align_corners=False) to the network's input, cut to the
/// image's part of it, and brought to the image's size in the same way, are above 0. The window of
/// the result is tight. Computes in f32 as PyTorch does, but only near logits above 0: elsewhere no
/// interpolated value can be.
/// @param low_res [low_size, low_size]
[[nodiscard]] RegionMask resize_mask(std::span<const float> low_res, const MaskFrame& frame);

}  // namespace saa::sam
