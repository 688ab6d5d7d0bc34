#include "pipeline/offline/classical_saliency.h"

#include "image/resize.h"
#include "pipeline/offline/robust_statistics.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

namespace saa::offline {
namespace {

constexpr std::array<int, 3> kStrides = {4, 8, 16};
constexpr int kDirections = 4;
/// Wavelength of a grid's filters, in its strides, and the width of their envelope in wavelengths.
constexpr double kWavelength = 1.5;
constexpr double kEnvelope = 0.4;
/// Two bits of 8-bit Lab count as noise in any picture; so does a filter's answer to them.
constexpr float kLeastDeviation = 2;
/// Deviations beyond this say no more.
constexpr double kMostDeviations = 6;
/// The channel that all places have in common, in deviations.
constexpr float kCommon = 2.5F;

/// An even Gabor filter without an answer to even brightness, of absolute sum 1.
cv::Mat band_pass(double wavelength, int direction) {
  const double angle = std::numbers::pi * direction / kDirections;
  const int side = 2 * cvRound(wavelength) + 1;
  cv::Mat kernel = cv::getGaborKernel({side, side}, kEnvelope * wavelength, angle, wavelength,
                                      /*gamma=*/1, /*psi=*/0, CV_32F);
  cv::Mat envelope = cv::getGaborKernel({side, side}, kEnvelope * wavelength, angle,
                                        /*lambd=*/1e6, /*gamma=*/1, /*psi=*/0, CV_32F);
  kernel -= envelope * (cv::sum(kernel)[0] / cv::sum(envelope)[0]);
  return kernel / cv::sum(cv::abs(kernel))[0];
}

/// Lab as three CV_32FC1 maps in units of the 8-bit form.
std::array<cv::Mat, 3> lab_of(const Image& image) {
  const cv::Mat rgb(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.rgb.data()));
  cv::Mat lab;
  cv::cvtColor(rgb, lab, cv::COLOR_RGB2Lab);
  lab.convertTo(lab, CV_32F);
  std::array<cv::Mat, 3> channels;
  cv::split(lab, channels.data());
  return channels;
}

/// The mean of each cell, in deviations.
cv::Mat on_grid(const cv::Mat& map, int stride) {
  cv::Mat cells;
  cv::resize(map, cells, map.size() / stride, 0, 0, cv::INTER_AREA);
  const cv::Mat z = robust_z(cells, kLeastDeviation);
  return cv::min(cv::max(z, -kMostDeviations), kMostDeviations);
}

FeatureGrid join(const std::vector<cv::Mat>& channels) {
  cv::Mat joined;
  cv::merge(channels, joined);
  FeatureGrid grid{
      .width = joined.cols, .height = joined.rows, .channels = joined.channels(), .values = {}};
  const auto* first = joined.ptr<float>();
  grid.values.assign(first, first + joined.total() * std::size_t(joined.channels()));
  return grid;
}

FeatureGrid grid_at(const std::array<cv::Mat, 3>& lab, int stride) {
  std::vector<cv::Mat> channels;
  channels.reserve(lab.size() + kDirections + 1);
  for (const cv::Mat& channel : lab) channels.push_back(on_grid(channel, stride));
  for (int direction = 0; direction < kDirections; ++direction) {
    cv::Mat response;
    cv::filter2D(lab[0], response, CV_32F, band_pass(kWavelength * stride, direction));
    channels.push_back(on_grid(cv::abs(response), stride));
  }
  channels.emplace_back(channels[0].size(), CV_32FC1, cv::Scalar(kCommon));
  return join(channels);
}

}  // namespace

FeatureGrid ClassicalSaliency::features(const Image& image, int side,
                                        ChannelOrder /*order*/) const {
  const std::array<cv::Mat, 3> lab = lab_of(opencv_resize_bilinear(image, side, side));
  FeatureGrid grid = grid_at(lab, kStrides[0]);
  for (std::size_t i = 1; i < kStrides.size(); ++i)
    grid.coarser.push_back(grid_at(lab, kStrides[i]));
  return grid;
}

}  // namespace saa::offline
