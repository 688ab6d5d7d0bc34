#include "pipeline/offline/part_mask.h"

#include "pipeline/offline/brightness.h"
#include "pipeline/offline/contour_evidence.h"
#include "pipeline/offline/robust_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <vector>

namespace saa::offline {
namespace {

/// Smooths away the texture before colours are compared.
constexpr double kSmoothing = 2;

// A plain background.
/// The ring along the picture's border whose colour is taken for the background's: its width as a
/// share of the shorter side, and in pixels at least.
constexpr double kRingShare = 0.02;
constexpr int kLeastRing = 2;
/// A pixel is background if none of its 8-bit Lab values is further from the ring's than this:
/// three deviations of the ring, within these limits.
constexpr float kToleranceInDeviations = 3;
constexpr float kLeastTolerance = 12;
constexpr float kMostTolerance = 40;
/// This share of the ring must be background, ...
constexpr double kRingOnBackground = 0.8;
/// ... and a component of background colour belongs to it if it covers this share of the ring.
constexpr double kComponentOnRing = 0.02;
/// Parts narrower than this many pixels, or smaller than this share of the picture, are crumbs.
constexpr int kLeastPartWidth = 5;
constexpr double kLeastPart = 0.01;
/// All parts together cover this much of the picture.
constexpr double kLeastParts = 0.05;
constexpr double kMostParts = 0.85;
/// The parts' colour is this many tolerances from the background's, ...
constexpr float kSeparation = 2;
/// ... whose mean gradient, this far inside it, is at most this share of the parts'.
constexpr int kInsideBackground = 9;
constexpr double kPlainness = 0.8;

// Strips along the border.
/// A strip's logarithm of brightness differs from the picture's median by this (a factor of 2.5) or
/// more: thresholds rise by a fifth a step to find where its outline is sharpest.
constexpr double kStripStep = 0.9;
constexpr double kStepGrowth = 1.2;
constexpr int kSteps = 5;
/// A strip covers this much of the picture.
constexpr double kLeastStrip = 0.001;
constexpr double kMostStrip = 0.5;
/// Mean gradient of the logarithm of brightness on its outline.
constexpr double kStripSharpness = 0.03;
/// Outline pixels this near the border say nothing of the outline.
constexpr int kBorder = 2;

/// Largest of the channels' distances from their median on the ring.
cv::Mat distance_from_ring(const cv::Mat& rgb, const cv::Mat& ring) {
  cv::Mat lab;
  cv::cvtColor(rgb, lab, cv::COLOR_RGB2Lab);
  std::array<cv::Mat, 3> channels;
  cv::split(lab, channels.data());
  cv::Mat distance(rgb.size(), CV_32FC1, cv::Scalar(0));
  for (const cv::Mat& channel : channels) {
    cv::Mat values;
    channel.convertTo(values, CV_32F);
    distance = cv::max(distance, cv::abs(values - cv::Scalar(median(values, ring))));
  }
  return distance;
}

/// Components of `near` that lie along the ring.
cv::Mat background_of(const cv::Mat& near, const cv::Mat& ring) {
  cv::Mat labels;
  const int count = cv::connectedComponents(near, labels, /*connectivity=*/4, CV_32S);
  std::vector<int> on_ring(std::size_t(count), 0);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x)
      if (ring.at<std::uint8_t>(y, x) != 0) ++on_ring[std::size_t(labels.at<int>(y, x))];
  }
  const double least = kComponentOnRing * cv::countNonZero(ring);
  cv::Mat background(near.size(), CV_8UC1, cv::Scalar(0));
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      const int label = labels.at<int>(y, x);
      if (label > 0 && on_ring[std::size_t(label)] > least) background.at<std::uint8_t>(y, x) = 1;
    }
  }
  return background;
}

/// What is not background, without crumbs.
cv::Mat parts_on(const cv::Mat& background) {
  cv::Mat rest = background == 0;
  cv::morphologyEx(rest, rest, cv::MORPH_OPEN,
                   cv::Mat::ones(kLeastPartWidth, kLeastPartWidth, CV_8U));
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centroids;
  const int count = cv::connectedComponentsWithStats(rest, labels, stats, centroids, 8, CV_32S);
  const double least = kLeastPart * static_cast<double>(rest.total());
  cv::Mat parts(rest.size(), CV_8UC1, cv::Scalar(0));
  for (int label = 1; label < count; ++label)
    if (stats.at<int>(label, cv::CC_STAT_AREA) >= least) parts.setTo(1, labels == label);
  return parts;
}

/// Everything but the parts, if they lie on one plain background.
std::optional<cv::Mat> plain_background(const cv::Mat& smooth, const cv::Mat& gradient) {
  const int shorter = std::min(smooth.rows, smooth.cols);
  const cv::Mat ring =
      border(smooth.size(), std::max(kLeastRing, static_cast<int>(kRingShare * shorter)));
  const cv::Mat distance = distance_from_ring(smooth, ring);
  const float tolerance =
      std::clamp(kToleranceInDeviations * kDeviationOfMad * median(distance, ring), kLeastTolerance,
                 kMostTolerance);
  const cv::Mat near = distance < tolerance;
  if (cv::countNonZero(near & (ring != 0)) < kRingOnBackground * cv::countNonZero(ring)) return {};

  const cv::Mat background = background_of(near, ring);
  cv::Mat parts = parts_on(background);
  const double share = cv::countNonZero(parts) / static_cast<double>(parts.total());
  if (share < kLeastParts || share > kMostParts) return {};
  if (median(distance, parts) < kSeparation * tolerance) return {};
  cv::Mat deep;
  cv::erode(background, deep, cv::Mat::ones(kInsideBackground, kInsideBackground, CV_8U));
  if (cv::countNonZero(deep) == 0) return {};
  if (cv::mean(gradient, deep)[0] > kPlainness * cv::mean(gradient, parts)[0]) return {};
  return cv::Mat(parts == 0) & 1;
}

/// Strips of one sign: +1 brighter than the part, -1 darker.
void add_strips(const cv::Mat& brightness, double middle, double sign, const cv::Mat& gradient,
                cv::Mat& strips) {
  const cv::Mat inner = border(brightness.size(), kBorder) == 0;
  const cv::Mat frame = border(brightness.size(), 1);
  const auto pixels = static_cast<double>(brightness.total());
  const cv::Mat excess = sign * (brightness - cv::Scalar(middle));
  for (int step = 0; step < kSteps; ++step) {
    const cv::Mat beyond = excess > kStripStep * std::pow(kStepGrowth, step);
    const Components components = measure_components(beyond, gradient, inner, frame);
    for (const Component& component : components.list) {
      if (component.area < kLeastStrip * pixels || component.area > kMostStrip * pixels) continue;
      if (!leans_on_frame(component) || component.sharpness < kStripSharpness) continue;
      cv::Mat place = strips(component.box);
      place.setTo(1, mask_of(component, components.labels));
    }
  }
}

}  // namespace

cv::Mat find_surroundings(const cv::Mat& rgb) {
  cv::Mat smooth;
  cv::GaussianBlur(rgb, smooth, {}, kSmoothing);
  cv::Mat grey;
  cv::cvtColor(smooth, grey, cv::COLOR_RGB2GRAY);
  const cv::Mat brightness = log_brightness(grey);
  const cv::Mat gradient = gradient_magnitude(brightness);
  if (auto background = plain_background(smooth, gradient)) return *background;

  cv::Mat strips(rgb.size(), CV_8UC1, cv::Scalar(0));
  const double middle = median(brightness);
  for (const double sign : {-1.0, 1.0}) add_strips(brightness, middle, sign, gradient, strips);
  return strips;
}

}  // namespace saa::offline
