#include "pipeline/neighbours/neighbourhood_means.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

namespace saa {
namespace {

/// Vectors that follow each other along an axis of a picture: `count` of them, `stride` floats
/// apart.
struct Line {
  std::size_t begin;
  std::size_t count;
  std::size_t stride;
};

/// Each vector of the line becomes the sum of those at most `reach` away.
void add_up(std::span<const float> from, std::span<float> to, const Line& line,
            std::size_t channels, std::size_t reach) {
  for (std::size_t i = 0; i < line.count; ++i) {
    float* const sum = to.data() + line.begin + i * line.stride;
    std::fill_n(sum, channels, 0.0F);
    const std::size_t end = std::min(i + reach + 1, line.count);
    for (std::size_t j = i - std::min(i, reach); j < end; ++j) {
      const float* const added = from.data() + line.begin + j * line.stride;
      for (std::size_t c = 0; c < channels; ++c) sum[c] += added[c];
    }
  }
}

}  // namespace

void to_unit_length(std::span<float> vector) {
  const double square = std::transform_reduce(vector.begin(), vector.end(), 0.0, std::plus<>(),
                                              [](float v) { return double(v) * double(v); });
  if (square == 0) return;
  const auto factor = static_cast<float>(1 / std::sqrt(square));
  for (float& value : vector) value *= factor;
}

std::vector<float> box_sums(std::vector<float> values, const PatchGrid& grid, std::size_t channels,
                            int degree) {
  if (degree == 1) return values;
  const auto height = static_cast<std::size_t>(grid.height);
  const auto width = static_cast<std::size_t>(grid.width);
  const auto reach = static_cast<std::size_t>(degree / 2);
  std::vector<float> rows(values.size());
  for (std::size_t y = 0; y < height; ++y)
    add_up(values, rows, {y * width * channels, width, channels}, channels, reach);
  for (std::size_t x = 0; x < width; ++x)
    add_up(rows, values, {x * channels, height, width * channels}, channels, reach);
  return values;
}

PatchSet neighbourhood_means(std::span<const float> tokens, const PatchGrid& grid,
                             std::size_t channels, int degree) {
  const double mean =
      std::accumulate(tokens.begin(), tokens.end(), 0.0) / static_cast<double>(tokens.size());
  std::vector<float> values(tokens.size());
  std::ranges::transform(tokens, values.begin(),
                         [mean](float value) { return static_cast<float>(double(value) - mean); });
  values = box_sums(std::move(values), grid, channels, degree);
  for (std::size_t begin = 0; begin < values.size(); begin += channels)
    to_unit_length(std::span(values).subspan(begin, channels));
  return {channels, std::move(values), static_cast<int>(grid.height), static_cast<int>(grid.width)};
}

}  // namespace saa
