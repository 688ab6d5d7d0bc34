#include "baselines/utad/utad_mapper.h"

#include "baselines/utad/self_distance.h"
#include "image/gaussian_blur.h"
#include "image/resize.h"
#include "pipeline/finite_features.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace saa::baselines {
namespace {

constexpr int kSide = 320;        ///< pixels
constexpr int kNeighbours = 400;  ///< of the 1,600 features
constexpr int kMargin = 3;        ///< cells of 8 pixels
constexpr double kSigma = 4;      ///< pixels

/// The whole image, squeezed: a crop would leave places without a score.
FeatureGrid features_of(const Image& image, const nn::Network& network) {
  const Image resized = pillow_resize(image, kSide, kSide, PillowFilter::lanczos);
  const Tensor input{
      DType::u8, {1, kSide, kSide, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};
  const std::vector<Tensor> answers = network.run({&input, 1});
  const Tensor& answer = answers.front();
  const std::span<const float> values = nn::floats(answer);
  expect_finite(values, "utad network");
  return {.width = static_cast<int>(answer.shape.at(2)),
          .height = static_cast<int>(answer.shape.at(1)),
          .channels = static_cast<int>(answer.shape.at(3)),
          .values = {values.begin(), values.end()}};
}

}  // namespace

FeatureGrid local_mean(const FeatureGrid& grid) {
  constexpr int kReach = 1;
  constexpr float kCells = (2 * kReach + 1) * (2 * kReach + 1);
  const auto channels = std::size_t(grid.channels);
  FeatureGrid means = grid;
  std::vector<float> sums(channels);
  for (int y = 0; y < grid.height; ++y) {
    for (int x = 0; x < grid.width; ++x) {
      std::ranges::fill(sums, 0.0F);
      for (int v = std::max(0, y - kReach); v <= std::min(grid.height - 1, y + kReach); ++v) {
        for (int u = std::max(0, x - kReach); u <= std::min(grid.width - 1, x + kReach); ++u) {
          const float* from =
              &grid.values[(std::size_t(v) * std::size_t(grid.width) + std::size_t(u)) * channels];
          for (std::size_t c = 0; c < channels; ++c) sums[c] += from[c];
        }
      }
      float* to =
          &means.values[(std::size_t(y) * std::size_t(grid.width) + std::size_t(x)) * channels];
      for (std::size_t c = 0; c < channels; ++c) to[c] = sums[c] / kCells;
    }
  }
  return means;
}

FloatMap level_border(FloatMap map, int margin) {
  if (map.empty()) return map;
  const float least = *std::ranges::min_element(map.values);
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      const int to_edge = std::min(std::min(x, map.width - 1 - x), std::min(y, map.height - 1 - y));
      if (to_edge < margin) map.at(x, y) = least;
    }
  }
  return map;
}

UtadMapper::UtadMapper(std::shared_ptr<const nn::Network> features, double unit, int threads)
    : features_(std::move(features)), unit_(unit), threads_(threads), similarity_(threads) {}

FloatMap UtadMapper::map(const Image& image, std::span<const std::string> /*texts*/,
                         StageClock& clock) const {
  clock.enter("features");
  const FeatureGrid features = local_mean(features_of(image, *features_));
  clock.enter("distances");
  FloatMap distances = mean_nearest_distance(features, kNeighbours, similarity_, threads_);
  for (float& distance : distances.values) distance = static_cast<float>(distance / unit_);
  clock.enter("map");
  const FloatMap inner = level_border(std::move(distances), kMargin);
  return gaussian_blur(opencv_resize_bilinear(inner, kSide, kSide), kSigma);
}

}  // namespace saa::baselines
