#include "models/patch_positions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace saa {
namespace {

using nn::Dim;

/// The four neighbours of a place and what each counts.
struct Taps {
  std::array<Dim, 4> places;
  std::array<double, 4> weights;
};

/// Keys' cubic convolution kernel.
double cubic(double distance) {
  constexpr double kA = -0.75;  // as PyTorch and OpenCV have it; Pillow has -0.5
  const double d = std::abs(distance);
  if (d <= 1) return ((kA + 2) * d - (kA + 3)) * d * d + 1;
  if (d < 2) return ((kA * d - 5 * kA) * d + 8 * kA) * d - 4 * kA;
  return 0;
}

std::vector<Taps> taps(Dim from, Dim to, double surplus) {
  const double step = double(from) / (double(to) + surplus);
  std::vector<Taps> result;
  for (Dim i = 0; i < to; ++i) {
    const double centre = (double(i) + 0.5) * step - 0.5;
    const Dim first = static_cast<Dim>(std::floor(centre)) - 1;
    Taps& tap = result.emplace_back();
    for (std::size_t n = 0; n < 4; ++n) {
      const Dim place = first + static_cast<Dim>(n);
      tap.places[n] = std::clamp<Dim>(place, 0, from - 1);
      tap.weights[n] = cubic(centre - double(place));
    }
  }
  return result;
}

}  // namespace

std::vector<float> resample_positions(std::span<const float> table, Dim from, const PatchGrid& to,
                                      double surplus) {
  const std::size_t channels = table.size() / static_cast<std::size_t>(1 + from * from);
  std::vector<float> result(table.begin(), table.begin() + std::ptrdiff_t(channels));
  const auto row = [&](Dim y, Dim x) {
    return table.subspan(static_cast<std::size_t>(1 + y * from + x) * channels, channels);
  };
  const std::vector<Taps> across = taps(from, to.width, surplus);
  std::vector<double> sums(channels);
  for (const Taps& down : taps(from, to.height, surplus)) {
    for (const Taps& along : across) {
      std::ranges::fill(sums, 0.0);
      for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
          const double weight = down.weights[i] * along.weights[j];
          const std::span<const float> values = row(down.places[i], along.places[j]);
          for (std::size_t c = 0; c < channels; ++c) sums[c] += weight * double(values[c]);
        }
      }
      std::ranges::transform(sums, std::back_inserter(result),
                             [](double sum) { return static_cast<float>(sum); });
    }
  }
  return result;
}

}  // namespace saa
