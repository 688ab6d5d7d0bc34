// Which predicted regions hit which regions of the truth.
#pragma once

#include "evaluation/metrics/box_counts.h"
#include "evaluation/metrics/matching.h"
#include "evaluation/metrics/predicted_regions.h"
#include "image/components.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace saa {

/// One image. A predicted region hits a region of the truth if, inside the box that encloses both,
/// the IoU of the whole prediction and the whole truth is at least 0.6, as published: other regions
/// in that box count as well.
class RegionOverlap {
 public:
  /// Borrows steps and truth.
  RegionOverlap(std::span<const std::uint8_t> steps, const Mask& truth,
                const std::vector<Component>& regions);

  /// @param predicted grown up to `step`.
  /// @return for each predicted region that hits any, which; in no order.
  [[nodiscard]] HitLists hits(std::size_t step, PredictedRegions& predicted);

 private:
  /// Counts up to each step.
  using PerStep = std::array<std::int64_t, kThresholdSteps + 1>;

  struct Target {
    PixelBox box;
    PerStep union_inside{};  ///< prediction or truth in the box
  };

  /// The largest box in whose direction something may still be a hit.
  [[nodiscard]] PixelBox reach(const Target& target, std::size_t step) const;

  PixelBox whole_;
  BoxCounts counts_;
  std::vector<Target> targets_;
  PerStep found_{};  ///< pixels of the truth that are predicted
};

}  // namespace saa
