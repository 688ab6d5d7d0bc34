// The scale of an axis.
#pragma once

#include <string>
#include <vector>

namespace saa {

struct Tick {
  double value = 0;
  std::string label;
};

/// A linear axis whose ends are ticks.
struct Axis {
  double low = 0;
  double high = 1;
  std::vector<Tick> ticks;

  /// Where `value` is between the ends: 0 at `low`, 1 at `high`.
  [[nodiscard]] double place(double value) const { return (value - low) / (high - low); }
};

/// An axis over [low, high], widened to steps of 1, 2 or 5 times a power of ten of which there are
/// at most `most_steps`. Values that are equal or not finite get an axis around them.
[[nodiscard]] Axis make_axis(double low, double high, int most_steps = 6);

}  // namespace saa
