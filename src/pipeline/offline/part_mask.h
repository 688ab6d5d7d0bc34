// Where the picture shows not the inspected part but its surroundings.
#pragma once

#include <opencv2/core/mat.hpp>

namespace saa::offline {

/// 1 (CV_8UC1) outside the part, 0 on it; all 0 if the picture is all part, as that of a texture.
/// Two kinds of surroundings are known: a plain background all around the part, and sharply bounded
/// strips along the picture's border that are far darker or brighter than the part.
/// @param rgb CV_8UC3, at working size.
[[nodiscard]] cv::Mat find_surroundings(const cv::Mat& rgb);

}  // namespace saa::offline
