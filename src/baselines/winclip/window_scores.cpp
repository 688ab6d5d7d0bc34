#include "baselines/winclip/window_scores.h"

#include <cmath>
#include <cstddef>
#include <numeric>

namespace saa::baselines {
namespace {

double dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

std::vector<float> unit_mean(std::span<const float> features, std::size_t channels) {
  std::vector<double> sum(channels, 0.0);
  for (std::size_t i = 0; i < features.size(); ++i) sum[i % channels] += features[i];
  // The sum has the direction of the mean.
  const double length = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0));
  std::vector<float> unit;
  unit.reserve(channels);
  for (const double value : sum) unit.push_back(static_cast<float>(value / length));
  return unit;
}

std::vector<double> window_scores(std::span<const float> features, const TextFeatures& texts,
                                  const WinClipForm& form) {
  const std::size_t channels = texts.normal.size();
  const bool anomalous = form.averaged == Averaged::anomalous;
  const std::vector<float>& wanted = anomalous ? texts.anomalous : texts.normal;
  const std::vector<float>& other = anomalous ? texts.normal : texts.anomalous;
  std::vector<double> scores;
  scores.reserve(features.size() / channels);
  for (std::size_t first = 0; first < features.size(); first += channels) {
    const std::span<const float> window = features.subspan(first, channels);
    const double ahead =
        (dot(window, other) - dot(window, wanted)) / std::sqrt(dot(window, window));
    scores.push_back(1 / (1 + std::exp(ahead / form.temperature)));
  }
  return scores;
}

FloatMap patch_map(std::span<const Windows> windows, std::span<const std::vector<double>> levels,
                   int grid, const WinClipForm& form) {
  FloatMap map(grid, grid);
  std::vector<double> inverse(map.values.size(), 0.0);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const std::vector<double> means = windows[level].mean_inverse(levels[level]);
    for (std::size_t i = 0; i < inverse.size(); ++i) inverse[i] += means[i];
  }
  for (std::size_t i = 0; i < inverse.size(); ++i) {
    const double mean = double(levels.size()) / inverse[i];
    map.values[i] = static_cast<float>(form.averaged == Averaged::anomalous ? mean : 1 - mean);
  }
  return map;
}

}  // namespace saa::baselines
