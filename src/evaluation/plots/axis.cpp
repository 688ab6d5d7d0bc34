#include "evaluation/plots/axis.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace saa {
namespace {

/// The smallest of 1, 2, 5, 10 times a power of ten that is at least `wanted`.
double round_step(double wanted) {
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= wanted * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

}  // namespace

Axis make_axis(double low, double high, int most_steps) {
  if (!std::isfinite(low) || !std::isfinite(high)) return make_axis(0, 1, most_steps);
  if (low > high) std::swap(low, high);
  // A range that is nothing beside its values would give ticks that no double can tell apart.
  const double least = 1e-9 * std::max({std::abs(low), std::abs(high), 1e-300});
  if (high - low <= least) {
    const double margin = low == 0 ? 0.5 : 0.5 * std::abs(low);
    return make_axis(low - margin, high + margin, most_steps);
  }
  double step = round_step((high - low) / most_steps);
  auto first = std::floor(low / step + 1e-9);
  auto last = std::ceil(high / step - 1e-9);
  while (last - first > most_steps) {  // widening to whole steps can add one
    step = round_step(step * 1.5);
    first = std::floor(low / step + 1e-9);
    last = std::ceil(high / step - 1e-9);
  }
  const int digits = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 12);
  Axis axis{.low = first * step, .high = last * step, .ticks = {}};
  for (double i = first; i <= last; ++i) {
    const double value = i == 0 ? 0 : i * step;
    axis.ticks.push_back({value, fmt::format("{:.{}f}", value, digits)});
  }
  return axis;
}

}  // namespace saa
