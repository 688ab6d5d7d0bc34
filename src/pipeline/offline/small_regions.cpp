#include "pipeline/offline/small_regions.h"

#include "pipeline/offline/contour_evidence.h"
#include "pipeline/offline/robust_statistics.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace saa::offline {
namespace {

/// Length of the box that the local mean is taken over, as a share of the picture: long enough not
/// to flatten the mark itself.
constexpr double kFlatShare = 0.5;
constexpr int kLeastFlat = 3;
/// Deviation of log brightness that counts as noise in any picture: 2 % of the brightness. Without
/// it an even picture's last bit would be evidence.
constexpr float kLeastDeviation = 0.02F;
/// Thresholds in deviations, from 1.5 to 14 in geometric steps.
constexpr double kFirstThreshold = 1.5;
constexpr double kThresholdGrowth = 1.25;
constexpr int kThresholds = 11;
/// Areas as shares of the part, and in pixels at least.
constexpr double kLeastArea = 0.0005;
constexpr double kMostArea = 0.05;
constexpr int kLeastPixels = 12;
/// Outline pixels this near the surroundings belong to the part's own edge.
constexpr int kEdgeMargin = 3;
/// On the outline, in deviations of the texture a pixel.
constexpr Odds kOdds = {.even = 2.5, .width = 0.15};

/// Kernel of the local mean: along the grain only, where there is one.
cv::Size flat_kernel(Grain grain, cv::Size size) {
  const auto odd = [](int side) {
    return std::max(kLeastFlat, static_cast<int>(side * kFlatShare) | 1);
  };
  switch (grain) {
    case Grain::along_columns:
      return {1, odd(size.height)};
    case Grain::along_rows:
      return {odd(size.width), 1};
    case Grain::none:
      break;
  }
  return {odd(size.width), odd(size.height)};
}

cv::Mat box_mean(const cv::Mat& map, cv::Size kernel) {
  cv::Mat mean;
  cv::blur(map, mean, kernel, {-1, -1}, cv::BORDER_REFLECT);
  return mean;
}

/// Deviations from the local mean over the part; 0 outside it.
cv::Mat flatten(const cv::Mat& brightness, Grain grain, const cv::Mat& part) {
  const cv::Size kernel = flat_kernel(grain, brightness.size());
  cv::Mat weight;
  part.convertTo(weight, CV_32F, 1.0 / 255);
  cv::Mat inside;
  brightness.copyTo(inside, part);
  const cv::Mat mean = box_mean(inside, kernel) / cv::max(box_mean(weight, kernel), 1e-3);
  cv::Mat z = robust_z(brightness - mean, kLeastDeviation, part);
  z.setTo(0, ~part);
  return z;
}

/// Where an outline says something: off the border and off the part's edge.
cv::Mat inner_part(const cv::Mat& surroundings) {
  cv::Mat inner = border(surroundings.size(), 1) == 0;
  if (cv::countNonZero(surroundings) == 0) return inner;
  const int side = 2 * kEdgeMargin + 1;
  cv::Mat near;
  cv::dilate(surroundings, near, cv::Mat::ones(side, side, CV_8U));
  inner.setTo(0, near);
  return inner;
}

}  // namespace

std::vector<Finding> find_marks(const cv::Mat& brightness, Grain grain,
                                const cv::Mat& surroundings) {
  const cv::Mat part = surroundings == 0;
  const cv::Mat z = flatten(brightness, grain, part);
  const cv::Mat gradient = gradient_magnitude(z);
  const cv::Mat inner = inner_part(surroundings);
  const cv::Mat edge = ~inner;
  const int pixels = cv::countNonZero(part);
  const double least = std::max<double>(kLeastPixels, kLeastArea * pixels);
  const double most = kMostArea * pixels;

  std::vector<Finding> findings;
  for (const Kind kind : {Kind::dark_mark, Kind::bright_mark}) {
    const cv::Mat height = kind == Kind::dark_mark ? cv::Mat(-z) : z;
    for (int i = 0; i < kThresholds; ++i) {
      const cv::Mat beyond = height > kFirstThreshold * std::pow(kThresholdGrowth, i);
      const Components components = measure_components(beyond, gradient, inner, edge);
      for (const Component& component : components.list) {
        if (component.area < least || component.area > most || leans_on_frame(component)) continue;
        findings.push_back({.kind = kind,
                            .box = component.box,
                            .mask = mask_of(component, components.labels),
                            .log_odds = log_odds(component.sharpness, kOdds)});
      }
    }
  }
  return findings;
}

}  // namespace saa::offline
