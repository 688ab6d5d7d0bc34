// What the region searches look at: brightness on a logarithmic scale, and how fast it changes.
#pragma once

#include <opencv2/core/mat.hpp>

namespace saa::offline {

/// log(grey + 10) as CV_32FC1: a shadow then shifts a texture instead of scaling it; the 10 keeps
/// the noise of dark places small.
[[nodiscard]] cv::Mat log_brightness(const cv::Mat& grey);

/// Derivatives of a CV_32FC1 map per pixel, times 8 (3x3 Sobel).
[[nodiscard]] cv::Mat sobel_x(const cv::Mat& map);
[[nodiscard]] cv::Mat sobel_y(const cv::Mat& map);

/// Length of the gradient per pixel.
[[nodiscard]] cv::Mat gradient_magnitude(const cv::Mat& map);

/// Which way a texture runs, as the marks of grinding, rolling or wood do.
enum class Grain {
  none,
  along_columns,  ///< stripes stand upright: brightness changes along x
  along_rows      ///< stripes lie flat: brightness changes along y
};

/// From the median gradients of a brightness map.
[[nodiscard]] Grain grain_of(const cv::Mat& brightness);

}  // namespace saa::offline
