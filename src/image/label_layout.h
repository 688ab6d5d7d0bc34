// Where labels go beside the regions they name.
#pragma once

#include <opencv2/core/types.hpp>
#include <optional>
#include <vector>

namespace saa {

struct LabelWish {
  cv::Rect target;  ///< the region's bounding box
  cv::Size size;    ///< of the label
};

/// A place for each label, in their order (the most important first): wholly inside the canvas, no
/// two overlapping, close to its target and, if it can be, on no target. Nothing where no room is
/// left.
/// @param others what labels should not hide besides the targets.
/// @param gap distance kept between a label and its target, and between labels.
[[nodiscard]] std::vector<std::optional<cv::Rect>> place_labels(
    const std::vector<LabelWish>& wishes, const std::vector<cv::Rect>& others, cv::Size canvas,
    int gap);

}  // namespace saa
