// GrabCut that gives the same answer every time.
#pragma once

#include <opencv2/core/mat.hpp>

namespace saa::offline {

/// Relabels `labels` (CV_8UC1 of cv::GrabCutClasses) from the picture's colours (CV_8UC3).
/// @returns false, with `labels` unspecified, if there is nothing to tell apart: labels of one side
///          only, or colours without spread.
[[nodiscard]] bool grab_cut(const cv::Mat& picture, cv::Mat& labels, int iterations);

/// 255 where GrabCut's labels say foreground, certain or probable; else 0.
[[nodiscard]] cv::Mat foreground_of(const cv::Mat& labels);

}  // namespace saa::offline
