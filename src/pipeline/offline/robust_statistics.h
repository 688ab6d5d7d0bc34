// Statistics that a defect cannot pull along with it.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

namespace saa::offline {

/// The middle value, or the mean of the middle two; 0 of nothing.
[[nodiscard]] float median(std::vector<float> values);

/// Of a CV_32FC1 map, where `where` (CV_8UC1, same size) is set; everywhere if it is empty.
[[nodiscard]] float median(const cv::Mat& map, const cv::Mat& where = {});

/// (map - median) / max(deviation, least_deviation), the deviation being the median absolute one,
/// scaled to equal the standard deviation of Gaussian noise. Both are taken `where` it is set.
[[nodiscard]] cv::Mat robust_z(const cv::Mat& map, float least_deviation,
                               const cv::Mat& where = {});

/// Median absolute deviation to standard deviation, for Gaussian noise.
inline constexpr float kDeviationOfMad = 1.4826F;

}  // namespace saa::offline
