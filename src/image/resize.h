// Resizes, each named for what it equals. Networks were trained behind one of these, and a
// different one changes their numbers, so none is "the" resize.
#pragma once

#include <saa/image.h>

namespace saa {

enum class PillowFilter { bilinear, bicubic, lanczos };

/// Pillow's Image.resize for 8-bit RGB, bit for bit: antialiased (the filter widens when
/// shrinking), two passes, fixed-point weights, rounded and clamped to 8 bits after each pass.
/// @throws InputError if the picture or the size asked for has no pixels. So do all functions
/// below.
[[nodiscard]] Image pillow_resize(const Image& image, int width, int height, PillowFilter filter);

/// cv::resize with INTER_NEAREST.
[[nodiscard]] Image opencv_resize_nearest(const Image& image, int width, int height);
[[nodiscard]] FloatMap opencv_resize_nearest(const FloatMap& map, int width, int height);
[[nodiscard]] Mask opencv_resize_nearest(const Mask& mask, int width, int height);

/// cv::resize with INTER_LINEAR: four neighbours, no antialiasing.
[[nodiscard]] Image opencv_resize_bilinear(const Image& image, int width, int height);
[[nodiscard]] FloatMap opencv_resize_bilinear(const FloatMap& map, int width, int height);

/// cv::resize with INTER_CUBIC: sixteen neighbours, no antialiasing; a FloatMap may overshoot.
[[nodiscard]] Image opencv_resize_cubic(const Image& image, int width, int height);
[[nodiscard]] FloatMap opencv_resize_cubic(const FloatMap& map, int width, int height);

/// cv::resize with INTER_AREA: the mean over the covered pixels when shrinking.
[[nodiscard]] Image opencv_resize_area(const Image& image, int width, int height);
[[nodiscard]] FloatMap opencv_resize_area(const FloatMap& map, int width, int height);

}  // namespace saa
