#include "pipeline/offline/brightness.h"

#include "pipeline/offline/robust_statistics.h"

#include <opencv2/imgproc.hpp>

namespace saa::offline {
namespace {

/// Added to the grey values (0 to 255) before the logarithm.
constexpr double kDarkOffset = 10;
/// What the weights of a 3x3 Sobel filter on one side add up to, twice.
constexpr double kSobelGain = 8;
/// One direction's median gradient exceeds the other's by this factor where there is a grain.
constexpr float kGrainRatio = 1.25F;

cv::Mat sobel(const cv::Mat& map, int dx, int dy) {
  cv::Mat derivative;
  cv::Sobel(map, derivative, CV_32F, dx, dy, /*ksize=*/3);
  return derivative;
}

}  // namespace

cv::Mat log_brightness(const cv::Mat& grey) {
  cv::Mat map;
  grey.convertTo(map, CV_32F, 1, kDarkOffset);
  cv::log(map, map);
  return map;
}

cv::Mat sobel_x(const cv::Mat& map) { return sobel(map, 1, 0); }
cv::Mat sobel_y(const cv::Mat& map) { return sobel(map, 0, 1); }

cv::Mat gradient_magnitude(const cv::Mat& map) {
  cv::Mat magnitude;
  cv::magnitude(sobel_x(map), sobel_y(map), magnitude);
  return magnitude / kSobelGain;
}

Grain grain_of(const cv::Mat& brightness) {
  const float along_x = median(cv::abs(sobel_x(brightness)));
  const float along_y = median(cv::abs(sobel_y(brightness)));
  if (along_x > kGrainRatio * along_y) return Grain::along_columns;
  if (along_y > kGrainRatio * along_x) return Grain::along_rows;
  return Grain::none;
}

}  // namespace saa::offline
