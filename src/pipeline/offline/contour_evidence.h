// Components of a binary map, and how sharply their outlines are drawn in the picture. What was
// thresholded is bounded everywhere; what is really there is bounded by an edge.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

namespace saa::offline {

struct Component {
  int label = 0;
  cv::Rect box;
  int area = 0;          ///< pixels
  int contact = 0;       ///< outline pixels on the frame, see measure_components
  double sharpness = 0;  ///< mean gradient over the outline pixels that count; 0 if none does
};

struct Components {
  cv::Mat labels;  ///< CV_32SC1, 0 where the map is not set
  std::vector<Component> list;
};

/// 8-connected components. A component's outline is its pixels beside a pixel that is not in it.
/// @param map CV_8UC1, 0 or not.
/// @param gradient CV_32FC1. @param counts CV_8UC1, which outline pixels' gradient is averaged.
/// @param frame CV_8UC1, which outline pixels are counted as contact.
[[nodiscard]] Components measure_components(const cv::Mat& map, const cv::Mat& gradient,
                                            const cv::Mat& counts, const cv::Mat& frame);

/// Whether the outline lies so much on the frame that the component is probably cut off by it: as
/// many pixels as the side of a square of its area.
[[nodiscard]] bool leans_on_frame(const Component& component);

/// The component in its box: CV_8UC1, 0 or 1.
[[nodiscard]] cv::Mat mask_of(const Component& component, const cv::Mat& labels);

/// 1 (CV_8UC1) where a pixel is less than `width` from the border of a picture of this size.
[[nodiscard]] cv::Mat border(cv::Size size, int width);

}  // namespace saa::offline
