// Random features, and their cosines one pair at a time in double.
#pragma once

#include "pipeline/saliency_extractor.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace saa {

/// Values as behind a ReLU: none negative, many zero.
inline FeatureGrid random_features(int width, int height, int channels, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> value(-0.5F, 1.0F);
  FeatureGrid grid{.width = width, .height = height, .channels = channels, .values = {}};
  grid.values.resize(std::size_t(width) * std::size_t(height) * std::size_t(channels));
  for (float& v : grid.values) v = std::max(0.0F, value(random));
  return grid;
}

/// Three levels, each at half the sides of the one before; sides must be multiples of 4.
inline FeatureGrid random_pyramid(int width, int height, std::uint32_t seed) {
  FeatureGrid grid = random_features(width, height, 5, seed);
  grid.coarser = {random_features(width / 2, height / 2, 7, seed + 1),
                  random_features(width / 4, height / 4, 3, seed + 2)};
  return grid;
}

/// The channels of all levels at a position of the finest.
inline std::vector<double> joined_feature(const FeatureGrid& grid, std::size_t position) {
  const int x = static_cast<int>(position) % grid.width;
  const int y = static_cast<int>(position) / grid.width;
  std::vector<double> feature;
  const auto append = [&](const FeatureGrid& level) {
    const int block = grid.width / level.width;
    const std::size_t cell =
        std::size_t(y / block) * std::size_t(level.width) + std::size_t(x / block);
    const auto* first = &level.values[cell * std::size_t(level.channels)];
    feature.insert(feature.end(), first, first + level.channels);
  };
  append(grid);
  for (const FeatureGrid& level : grid.coarser) append(level);
  return feature;
}

/// Cosines of joined features, one pair at a time.
class NaiveCosines {
 public:
  explicit NaiveCosines(const FeatureGrid& grid) {
    const std::size_t positions = std::size_t(grid.width) * std::size_t(grid.height);
    for (std::size_t p = 0; p < positions; ++p) {
      std::vector<double> feature = joined_feature(grid, p);
      const double length =
          std::sqrt(std::inner_product(feature.begin(), feature.end(), feature.begin(), 0.0));
      for (double& value : feature) value = length > 0 ? value / length : 0;
      unit_features_.push_back(std::move(feature));
    }
  }

  [[nodiscard]] std::size_t positions() const { return unit_features_.size(); }

  double operator()(std::size_t i, std::size_t j) const {
    const std::vector<double>& a = unit_features_[i];
    return std::inner_product(a.begin(), a.end(), unit_features_[j].begin(), 0.0);
  }

 private:
  std::vector<std::vector<double>> unit_features_;
};

}  // namespace saa
