// Our pictures as cv::Mat headers, with no copy. Only for the sources of this folder.
#pragma once

#include <opencv2/core/mat.hpp>
#include <saa/image.h>
#include <vector>

namespace saa {

/// A header over values that OpenCV only reads (cv::Mat has no const form). Rows are dense.
template <typename T>
[[nodiscard]] cv::Mat read_view(const std::vector<T>& values, int width, int height, int type) {
  return {height, width, type, const_cast<T*>(values.data())};
}

[[nodiscard]] inline cv::Mat view(const Image& image) {
  return read_view(image.rgb, image.width, image.height, CV_8UC3);
}
[[nodiscard]] inline cv::Mat view(const FloatMap& map) {
  return read_view(map.values, map.width, map.height, CV_32FC1);
}
[[nodiscard]] inline cv::Mat view(const Mask& mask) {
  return read_view(mask.values, mask.width, mask.height, CV_8UC1);
}

/// A black picture of this size.
[[nodiscard]] inline Image make_image(int width, int height) {
  return {width, height, std::vector<std::uint8_t>(3 * std::size_t(width) * std::size_t(height))};
}

}  // namespace saa
