#include "pipeline/offline/texture_channels.h"

#include "pipeline/offline/robust_statistics.h"

#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace saa::offline {
namespace {

/// Side that gradients are taken at: four pixels a cell.
constexpr int kGradientSide = 256;
/// Added to the gradient energy before its logarithm: keeps that of an even picture's noise small.
constexpr double kLeastEnergy = 0.01;
/// A cell with more than this share outside the part is not counted.
constexpr double kMostOutside = 0.01;
/// Lines along the grain with fewer cells on the part than this have no median of their own.
constexpr int kLeastLine = 4;

cv::Mat to_cells(const cv::Mat& map) {
  cv::Mat cells;
  cv::resize(map, cells, {kTextureCells, kTextureCells}, 0, 0, cv::INTER_AREA);
  return cells;
}

/// Mean absolute derivative of each cell, as a logarithm.
cv::Mat log_energy(const cv::Mat& derivative) {
  cv::Mat energy = to_cells(cv::abs(derivative)) + cv::Scalar(kLeastEnergy);
  cv::log(energy, energy);
  return energy;
}

/// Log of the mean of the two energies.
cv::Mat log_mean(const cv::Mat& first, const cv::Mat& second) {
  cv::Mat a;
  cv::Mat b;
  cv::exp(first, a);
  cv::exp(second, b);
  cv::Mat mean = (a + b) / 2;
  cv::log(mean, mean);
  return mean;
}

/// The map less the median of each line along the grain, or less its median.
cv::Mat without_level(const cv::Mat& map, Grain grain, const cv::Mat& part) {
  if (grain == Grain::along_rows) return without_level(map.t(), Grain::along_columns, part.t()).t();
  const float middle = median(map, part);
  cv::Mat flat = map.clone();
  if (grain == Grain::none) {
    flat -= cv::Scalar(middle);
  } else {
    for (int x = 0; x < map.cols; ++x) {
      cv::Mat column = flat.col(x);
      const cv::Mat on_part = part.col(x);
      const bool own = cv::countNonZero(on_part) >= kLeastLine;
      column -= cv::Scalar(own ? median(column, on_part) : middle);
    }
  }
  flat.setTo(0, part == 0);
  return flat;
}

}  // namespace

TextureChannels texture_channels(const cv::Mat& grey, Grain grain, const cv::Mat& surroundings) {
  cv::Mat small;
  cv::resize(grey, small, {kGradientSide, kGradientSide}, 0, 0, cv::INTER_LINEAR);
  const cv::Mat brightness = log_brightness(small);
  cv::Mat across = log_energy(sobel_x(brightness));
  cv::Mat along = log_energy(sobel_y(brightness));
  if (grain == Grain::along_rows) std::swap(across, along);

  cv::Mat outside;
  surroundings.convertTo(outside, CV_32F);
  TextureChannels channels;
  channels.part = to_cells(outside) <= kMostOutside;
  const auto flat = [&](const cv::Mat& map) { return without_level(map, grain, channels.part); };
  channels.brightness = flat(to_cells(brightness));
  channels.roughness = flat(grain == Grain::none ? log_mean(across, along) : across);
  channels.across = grain == Grain::none ? flat(across) : channels.roughness;
  channels.along = flat(along);
  return channels;
}

}  // namespace saa::offline
