// Textures and defects made up by formula, the same on every machine.
#pragma once

#include "image/mask_geometry.h"

#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <random>
#include <saa/image.h>

namespace saa::test {

/// Noise of deviation 1, smoothed by these deviations in pixels.
inline cv::Mat smooth_noise(cv::Size size, double smooth_x, double smooth_y, unsigned seed) {
  std::mt19937 random(seed);
  cv::Mat noise(size, CV_32FC1);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x)
      noise.at<float>(y, x) = static_cast<float>(random() >> 8) / float(1U << 24) - 0.5F;
  }
  cv::GaussianBlur(noise, noise, {}, smooth_x, smooth_y);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(noise, mean, deviation);
  return (noise - mean) / deviation[0];
}

/// Grey values (CV_32FC1) of a ground texture: marks along the columns, with a little noise.
inline cv::Mat grained(cv::Size size, unsigned seed = 1) {
  return 130 + 9 * smooth_noise(size, 0.8, 12, seed) + 2 * smooth_noise(size, 0.5, 0.5, seed + 1);
}

/// Grey values of a texture without direction.
inline cv::Mat grainless(cv::Size size, double deviation = 8, unsigned seed = 1) {
  return 130 + deviation * smooth_noise(size, 1.5, 1.5, seed);
}

/// An ellipse (CV_8UC1, 0 or 1), turned by 30 degrees.
inline cv::Mat ellipse(cv::Size size, cv::Point centre, cv::Size axes) {
  cv::Mat mask(size, CV_8UC1, cv::Scalar(0));
  cv::ellipse(mask, centre, axes, /*angle=*/30, 0, 360, cv::Scalar(1), cv::FILLED);
  return mask;
}

/// `grey` times `factor` inside the mask, with an edge one pixel soft.
inline cv::Mat shaded(const cv::Mat& grey, const cv::Mat& mask, double factor) {
  cv::Mat weight;
  mask.convertTo(weight, CV_32F);
  cv::GaussianBlur(weight, weight, {}, 1);
  return grey.mul(1 + (factor - 1) * weight);
}

inline cv::Mat to_8_bits(const cv::Mat& grey) {
  cv::Mat bytes;
  grey.convertTo(bytes, CV_8U);
  return bytes;
}

inline cv::Mat to_rgb(const cv::Mat& grey) {
  cv::Mat rgb;
  cv::cvtColor(to_8_bits(grey), rgb, cv::COLOR_GRAY2RGB);
  return rgb;
}

inline Image to_image(const cv::Mat& grey) {
  const cv::Mat rgb = to_rgb(grey);
  Image image{.width = rgb.cols, .height = rgb.rows, .rgb = {}};
  image.rgb.assign(rgb.datastart, rgb.dataend);
  return image;
}

inline Image even_image(int width, int height, std::uint8_t value) {
  Image image{.width = width, .height = height, .rgb = {}};
  image.rgb.assign(3 * image.pixels(), value);
  return image;
}

/// A mask of 0 and not 0 as a region of the whole picture.
inline RegionMask to_region(const cv::Mat& mask) {
  Mask whole(mask.cols, mask.rows);
  for (int y = 0; y < mask.rows; ++y) {
    for (int x = 0; x < mask.cols; ++x)
      whole.at(x, y) = static_cast<std::uint8_t>(mask.at<std::uint8_t>(y, x) != 0);
  }
  return crop_to_region(whole);
}

inline double iou(const RegionMask& a, const RegionMask& b) {
  const auto common = static_cast<double>(intersection_area(a, b));
  return common / (static_cast<double>(area(a) + area(b)) - common);
}

}  // namespace saa::test
