// How a picture enters a network.
#pragma once

#include "nn/ops.h"

#include <array>

namespace saa {

/// What a network was trained to be given: (v - mean) / deviation, for v in [0, 255], a channel.
struct PixelNormalisation {
  std::array<float, 3> mean;
  std::array<float, 3> deviation;
};

/// ImageNet's means and deviations as torchvision has them, in units of 0–255.
inline constexpr PixelNormalisation kImageNetPixels = {{123.675F, 116.28F, 103.53F},
                                                       {58.395F, 57.12F, 57.375F}};

/// CLIP's, from the pictures that OpenAI trained it on.
inline constexpr PixelNormalisation kClipPixels = {{122.7709383F, 116.7460125F, 104.09373615F},
                                                   {68.5005327F, 66.6322401F, 70.32316305F}};

/// Adds the input "image", u8 [1, H, W, 3] of any size, channels in the network's order (RGB unless
/// it says otherwise), and gives the normalised picture, f32 [1, 3, H, W].
[[nodiscard]] nn::Value image_input(nn::Builder& builder, const PixelNormalisation& pixels);

}  // namespace saa
