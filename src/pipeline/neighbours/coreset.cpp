#include "pipeline/neighbours/coreset.h"

#include <algorithm>
#include <limits>

namespace saa {
namespace {

float square_distance(std::span<const float> a, std::span<const float> b) {
  float sum = 0;
  for (std::size_t c = 0; c < a.size(); ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
  return sum;
}

std::vector<float> mean_of(std::span<const float> rows, std::size_t channels) {
  std::vector<float> mean(channels);
  for (std::size_t i = 0; i < rows.size(); ++i) mean[i % channels] += rows[i];
  for (float& value : mean) value *= static_cast<float>(channels) / static_cast<float>(rows.size());
  return mean;
}

}  // namespace

std::vector<std::size_t> coreset(std::span<const float> rows, std::size_t channels,
                                 std::size_t count) {
  const std::size_t patches = rows.size() / channels;
  const auto patch = [&](std::size_t i) { return rows.subspan(i * channels, channels); };
  const std::vector<float> mean = mean_of(rows, channels);
  std::vector<float> distances(patches);
  for (std::size_t i = 0; i < patches; ++i) distances[i] = square_distance(patch(i), mean);
  std::vector<std::size_t> chosen;
  chosen.reserve(count);
  while (chosen.size() < std::min(count, patches)) {
    const auto farthest =
        static_cast<std::size_t>(std::ranges::max_element(distances) - distances.begin());
    if (chosen.empty()) std::ranges::fill(distances, std::numeric_limits<float>::max());
    chosen.push_back(farthest);
    for (std::size_t i = 0; i < patches; ++i)
      distances[i] = std::min(distances[i], square_distance(patch(i), patch(farthest)));
    distances[farthest] = -1;  // chosen once
  }
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace saa
