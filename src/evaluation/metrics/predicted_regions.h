// The 8-connected regions of a prediction while its threshold falls.
#pragma once

#include "evaluation/metrics/threshold_steps.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saa {

/// Columns [x0, x1) and rows [y0, y1).
struct PixelBox {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;

  [[nodiscard]] PixelBox joined(const PixelBox& other) const {
    return {std::min(x0, other.x0), std::min(y0, other.y0), std::max(x1, other.x1),
            std::max(y1, other.y1)};
  }
  [[nodiscard]] bool holds(const PixelBox& other) const {
    return x0 <= other.x0 && y0 <= other.y0 && x1 >= other.x1 && y1 >= other.y1;
  }
};

/// Grows the regions of one image pixel by pixel, each pixel joined to the predicted ones among its
/// neighbours. Reusable for further images of any size.
class PredictedRegions {
 public:
  /// @param steps of the pixels (ThresholdSteps::of), row by row.
  void start(std::span<const std::uint8_t> steps, int width, int height);
  /// Adds the pixels of the next step, beginning with step 0.
  /// @return whether there were any.
  bool grow();

  [[nodiscard]] std::size_t count() const { return count_; }
  /// Boxes of the regions there are now. Slower than count(); made when asked for.
  [[nodiscard]] std::vector<PixelBox> boxes();

 private:
  void add(std::size_t pixel);
  [[nodiscard]] std::int32_t root(std::int32_t at);
  void join(std::int32_t a, std::int32_t b);

  std::size_t stride_ = 0;  ///< the image has a border of one pixel here
  std::size_t step_ = 0;
  std::size_t count_ = 0;
  std::vector<std::uint32_t> by_step_;  ///< pixels, those of step s from first_[s] on
  std::array<std::size_t, kThresholdSteps + 2> first_{};
  std::vector<std::int32_t> parent_;  ///< -1: not predicted
  std::vector<PixelBox> box_;         ///< of roots
  std::vector<std::int32_t> roots_;   ///< all current ones and some that no longer are
};

}  // namespace saa
