// Square windows that slide over a grid of patches, and what is said of a patch by all windows over
// it.
#pragma once

#include <cstdint>
#include <saa/image.h>
#include <span>
#include <vector>

namespace saa::baselines {

/// Windows of side x side patches over a grid of grid x grid, one at every place, row by row.
class Windows {
 public:
  /// 1 <= side <= grid
  Windows(int grid, int side) : grid_(grid), side_(side) {}

  [[nodiscard]] int side() const { return side_; }
  /// Windows along a side of the grid.
  [[nodiscard]] int along() const { return grid_ - side_ + 1; }
  [[nodiscard]] int count() const { return along() * along(); }
  /// Tokens of a window: the class token and its patches.
  [[nodiscard]] int tokens() const { return 1 + side_ * side_; }

  /// [count(), tokens()]: places in the sequence of all tokens, 0 the class token and
  /// 1 + y * grid + x the patch at x, y.
  [[nodiscard]] std::vector<std::int64_t> token_places() const;

  /// At each patch the mean of 1 / score over the windows that contain it. [grid, grid]
  /// @param scores one a window, above 0
  [[nodiscard]] std::vector<double> mean_inverse(std::span<const double> scores) const;

 private:
  int grid_;
  int side_;
};

}  // namespace saa::baselines
