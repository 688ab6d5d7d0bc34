#include "image/gaussian_blur.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <vector>

namespace saa {
namespace {

constexpr double kTruncate = 4;

/// Weights for the offsets 0, 1, …; those of negative offsets are the same. All add up to 1.
std::vector<double> half_kernel(double sigma) {
  const auto radius = static_cast<std::size_t>(kTruncate * sigma + 0.5);
  std::vector<double> weights(radius + 1);
  double sum = 0;
  for (std::size_t i = 0; i <= radius; ++i) {
    weights[i] = std::exp(-0.5 * double(i) * double(i) / (sigma * sigma));
    sum += i == 0 ? weights[i] : 2 * weights[i];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// The place in [0, size) that a place outside shows, mirrored at both ends.
int mirrored(int place, int size) {
  const int period = 2 * size;
  const int folded = ((place % period) + period) % period;
  return folded < size ? folded : period - 1 - folded;
}

}  // namespace

FloatMap gaussian_blur(const FloatMap& map, double sigma) {
  const std::vector<double> weights = half_kernel(sigma);
  const int radius = static_cast<int>(weights.size()) - 1;
  const auto weight = [&](int offset) { return weights[std::size_t(std::abs(offset))]; };
  const auto width = std::size_t(map.width);
  FloatMap blurred(map.width, map.height);
  // A row of sums down the columns, continued at both ends by what it mirrors.
  std::vector<double> down(width + 2 * std::size_t(radius));
  for (int y = 0; y < map.height; ++y) {
    std::ranges::fill(down, 0.0);
    for (int offset = -radius; offset <= radius; ++offset) {
      const float* row = &map.values[std::size_t(mirrored(y + offset, map.height)) * width];
      for (std::size_t x = 0; x < width; ++x)
        down[x + std::size_t(radius)] += weight(offset) * row[x];
    }
    for (int i = 1; i <= radius; ++i) {
      down[std::size_t(radius - i)] = down[std::size_t(radius + mirrored(-i, map.width))];
      down[width + std::size_t(radius + i - 1)] =
          down[std::size_t(radius + mirrored(map.width - 1 + i, map.width))];
    }
    for (int x = 0; x < map.width; ++x) {
      double sum = 0;
      for (int offset = -radius; offset <= radius; ++offset)
        sum += weight(offset) * down[std::size_t(x + radius + offset)];
      blurred.at(x, y) = static_cast<float>(sum);
    }
  }
  return blurred;
}

}  // namespace saa
