// The size at which GroundingDINO sees an image.
#pragma once

#include <saa/image.h>

namespace saa::official {

/// The official short side, and how many times as long the long side may be: 800 and 1333.
inline constexpr int kDetectorSize = 800;
inline constexpr int kDetectorLongSide = 1333;

struct PixelSize {
  int width = 0;
  int height = 0;
  bool operator==(const PixelSize&) const = default;
};

/// Short side `size`, unless the long side would pass size * 1333 / 800; then that. As
/// get_size_with_aspect_ratio of groundingdino/datasets/transforms.py, rounding included. Only
/// where that leaves fewer places than the network has queries, which the original cannot do, both
/// sides are larger: images as thin as a line.
[[nodiscard]] PixelSize detector_size(int width, int height, int size = kDetectorSize);

/// The image at that size, by Pillow's bilinear filter.
[[nodiscard]] Image detector_input(const Image& image, int size = kDetectorSize);

}  // namespace saa::official
