#include "baselines/utad/self_distance.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace saa::baselines {
namespace {

/// Rows whose products are held at a time: with 1,600 positions they fill 3 MiB.
constexpr std::size_t kPanelRows = 512;

/// Below this share of the two squared lengths, |a|² + |b|² - 2ab has lost too many digits.
constexpr double kCancelled = 0.01;

/// The grid's features, their mean taken away: distances stay as they are, while the products that
/// they are worked out from become small and lose fewer digits.
class Centred {
 public:
  explicit Centred(const FeatureGrid& grid)
      : channels_(std::size_t(grid.channels)), values_(grid.values) {
    const std::size_t count = values_.size() / channels_;
    std::vector<double> mean(channels_, 0.0);
    for (std::size_t i = 0; i < values_.size(); ++i) mean[i % channels_] += values_[i];
    for (double& m : mean) m /= double(count);
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] = static_cast<float>(values_[i] - mean[i % channels_]);
    squares_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto a = rows(i, 1);
      squares_.push_back(std::inner_product(a.begin(), a.end(), a.begin(), 0.0));
    }
  }

  [[nodiscard]] std::size_t size() const { return squares_.size(); }
  [[nodiscard]] std::size_t channels() const { return channels_; }
  [[nodiscard]] std::span<const float> rows(std::size_t first, std::size_t count) const {
    return std::span(values_).subspan(first * channels_, count * channels_);
  }

  /// The squared distance of two features. @param product a_i · a_j
  [[nodiscard]] float square(std::size_t i, std::size_t j, float product) const {
    const double lengths = squares_[i] + squares_[j];
    const double difference = lengths - 2.0 * product;
    return static_cast<float>(difference > kCancelled * lengths ? difference : exact_square(i, j));
  }

 private:
  [[nodiscard]] double exact_square(std::size_t i, std::size_t j) const {
    const auto a = rows(i, 1);
    const auto b = rows(j, 1);
    double sum = 0;
    for (std::size_t c = 0; c < channels_; ++c) {
      const double difference = double{a[c]} - double{b[c]};
      sum += difference * difference;
    }
    return sum;
  }

  std::size_t channels_;
  std::vector<float> values_;    ///< [size(), channels()]
  std::vector<double> squares_;  ///< squared lengths
};

/// Mean of the `count` smallest distances, given as squares, which it may reorder.
double mean_of_smallest(std::span<float> squares, std::size_t count) {
  const auto end = squares.begin() + std::ptrdiff_t(count);
  std::nth_element(squares.begin(), end - 1, squares.end());
  double sum = 0;
  for (const float square : squares.first(count)) sum += std::sqrt(double{square});
  return sum / double(count);
}

}  // namespace

FloatMap mean_nearest_distance(const FeatureGrid& grid, int count, const nn::Similarity& similarity,
                               int threads) {
  const Centred features(grid);
  const std::size_t size = features.size();
  const std::size_t neighbours = std::min(size, std::size_t(count));
  FloatMap map(grid.width, grid.height);
  std::vector<float> products(std::min(kPanelRows, size) * size);
  for (std::size_t first = 0; first < size; first += kPanelRows) {
    const std::size_t rows = std::min(kPanelRows, size - first);
    similarity.multiply(features.rows(first, rows), rows, features.rows(0, size), size,
                        features.channels(), std::span(products).first(rows * size));
    parallel_for(rows, threads, [&](std::size_t begin, std::size_t end) {
      std::vector<float> squares(size);
      for (std::size_t i = begin; i < end; ++i) {
        for (std::size_t j = 0; j < size; ++j)
          squares[j] = features.square(first + i, j, products[i * size + j]);
        map.values[first + i] = static_cast<float>(mean_of_smallest(squares, neighbours));
      }
    });
  }
  return map;
}

}  // namespace saa::baselines
