#include "pipeline/offline/object_instances.h"

#include "image/mask_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <opencv2/imgproc.hpp>

namespace saa::offline {
namespace {

/// Width of the frame whose colours stand for the background, as a share of the shorter side.
constexpr double kFrameShare = 0.03;
/// Added to each channel's deviation so that a perfectly even background does not make every bit of
/// noise infinitely strange; one unit of Lab is about the smallest difference people see.
constexpr float kLeastDeviation = 1.0F;
/// Below this many deviations (robust, three channels together) a colour is background, whatever
/// Otsu's method says about a picture that shows nothing else.
constexpr double kLeastDistance = 3.0;
/// Scales log(1 + distance) to 8 bits for Otsu's method: 255 stands for a distance of 586.
constexpr double kLogScale = 40.0;
/// A part's core: where the distance to its outline exceeds this share of a typical part's half
/// width.
constexpr double kCoreShare = 0.6;
/// Parts smaller than this share of the median part are shadows and crumbs.
constexpr double kLeastAreaShare = 0.2;

constexpr double kMadToDeviation = 1.4826;

double median(std::vector<double> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

double quantile(std::vector<double> values, double share) {
  const auto at = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
  std::ranges::nth_element(values, at);
  return *at;
}

/// Distance of every pixel's colour from the frame's, in robust deviations.
cv::Mat distance_from_frame(const cv::Mat& lab) {
  const int width = std::max(2, int(std::lround(kFrameShare * std::min(lab.rows, lab.cols))));
  cv::Mat frame(lab.size(), CV_8UC1, cv::Scalar(1));
  const cv::Rect inner(width, width, lab.cols - 2 * width, lab.rows - 2 * width);
  if (inner.width > 0 && inner.height > 0) frame(inner) = 0;

  std::array<cv::Mat, 3> channels;
  cv::split(lab, channels.data());
  cv::Mat squares(lab.size(), CV_32FC1, cv::Scalar(0));
  for (cv::Mat& channel : channels) {
    std::vector<double> values;
    for (int y = 0; y < lab.rows; ++y) {
      for (int x = 0; x < lab.cols; ++x)
        if (frame.at<std::uint8_t>(y, x) != 0) values.push_back(channel.at<float>(y, x));
    }
    const double middle = median(values);
    for (double& value : values) value = std::abs(value - middle);
    const double deviation = kMadToDeviation * median(values) + kLeastDeviation;
    channel = (channel - middle) / deviation;
    squares += channel.mul(channel);
  }
  cv::Mat distance;
  cv::sqrt(squares, distance);
  return distance;
}

void fill_holes(cv::Mat& foreground) {
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(foreground, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
  cv::drawContours(foreground, outlines, /*contourIdx=*/-1, cv::Scalar(1), cv::FILLED);
}

/// 1 where the picture shows parts, 0 where background.
cv::Mat foreground_of(const Image& image) {
  const cv::Mat rgb(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.rgb.data()));
  cv::Mat lab;
  rgb.convertTo(lab, CV_32FC3, 1.0 / 255);
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  cv::GaussianBlur(lab, lab, {}, /*sigmaX=*/2);
  const cv::Mat distance = distance_from_frame(lab);

  cv::Mat logarithm;
  cv::log(distance + 1, logarithm);
  cv::Mat scaled;
  logarithm.convertTo(scaled, CV_8UC1, kLogScale);
  cv::Mat foreground;
  cv::threshold(scaled, foreground, 0, 1, cv::THRESH_BINARY | cv::THRESH_OTSU);
  foreground.setTo(0, distance < kLeastDistance);
  cv::morphologyEx(foreground, foreground, cv::MORPH_OPEN,
                   cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
  fill_holes(foreground);
  return foreground;
}

/// Half width of a typical part: the lower quartile of the silhouettes' half widths, for a
/// silhouette of several parts is wider than one, and those below 0.3 of the widest are crumbs.
double typical_half_width(const cv::Mat& foreground, const cv::Mat& depth) {
  cv::Mat labels;
  const int count = cv::connectedComponents(foreground, labels, 8);
  std::vector<double> peaks(std::size_t(count), 0);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      double& peak = peaks[std::size_t(labels.at<int>(y, x))];
      peak = std::max(peak, double{depth.at<float>(y, x)});
    }
  }
  const double widest = *std::ranges::max_element(peaks);
  std::erase_if(peaks, [&](double peak) { return peak <= 0.3 * widest; });
  return quantile(peaks, 0.25);
}

/// Gives every foreground pixel to the nearest core: labels from 1, 0 for the background.
cv::Mat split_at_waists(const cv::Mat& foreground) {
  cv::Mat depth;
  cv::distanceTransform(foreground, depth, cv::DIST_L2, cv::DIST_MASK_5);
  const cv::Mat outside_cores = depth <= kCoreShare * typical_half_width(foreground, depth);
  cv::Mat to_core;
  cv::Mat labels;
  cv::distanceTransform(outside_cores, to_core, labels, cv::DIST_L2, cv::DIST_MASK_5,
                        cv::DIST_LABEL_CCOMP);
  labels.setTo(0, foreground == 0);
  return labels;
}

}  // namespace

std::vector<RegionMask> find_instances(const Image& image) {
  const cv::Mat foreground = foreground_of(image);
  if (cv::countNonZero(foreground) == 0) return {};
  const cv::Mat labels = split_at_waists(foreground);
  double last = 0;
  cv::minMaxLoc(labels, nullptr, &last);

  std::vector<RegionMask> instances;
  std::vector<double> areas;
  for (int label = 1; label <= int(last); ++label) {
    Mask mask(image.width, image.height);
    for (int y = 0; y < labels.rows; ++y) {
      for (int x = 0; x < labels.cols; ++x)
        mask.at(x, y) = static_cast<std::uint8_t>(labels.at<int>(y, x) == label);
    }
    RegionMask region = crop_to_region(mask);
    if (region.empty()) continue;
    areas.push_back(double(area(region)));
    instances.push_back(std::move(region));
  }
  const double largest = *std::ranges::max_element(areas);
  std::erase_if(areas, [&](double a) { return a < 0.1 * largest; });
  const double least = kLeastAreaShare * median(areas);
  std::erase_if(instances, [&](const RegionMask& r) { return double(area(r)) < least; });
  std::ranges::stable_sort(instances, std::greater<>(),
                           [](const RegionMask& r) { return area(r); });
  return instances;
}

}  // namespace saa::offline
