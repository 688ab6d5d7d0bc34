#include "image/gaussian_blur.h"

#include <cmath>
#include <cstddef>
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
  FloatMap columns(map.width, map.height);
  FloatMap blurred(map.width, map.height);
  std::vector<double> sums(std::size_t(map.width));
  for (int y = 0; y < map.height; ++y) {
    sums.assign(sums.size(), 0);
    for (int offset = -radius; offset <= radius; ++offset) {
      const int row = mirrored(y + offset, map.height);
      for (int x = 0; x < map.width; ++x) sums[std::size_t(x)] += weight(offset) * map.at(x, row);
    }
    for (int x = 0; x < map.width; ++x) columns.at(x, y) = static_cast<float>(sums[std::size_t(x)]);
  }
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      double sum = 0;
      for (int offset = -radius; offset <= radius; ++offset)
        sum += weight(offset) * columns.at(mirrored(x + offset, map.width), y);
      blurred.at(x, y) = static_cast<float>(sum);
    }
  }
  return blurred;
}

}  // namespace saa
