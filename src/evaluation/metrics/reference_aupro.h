// AUPRO as the published code has it: 200 thresholds, regions with their holes filled.
#pragma once

#include "evaluation/metrics/region_weight.h"
#include "evaluation/metrics/threshold_steps.h"
#include "image/components.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace saa {

/// Sums over images, in any order.
class ReferenceAupro {
 public:
  /// @param steps of the image's pixels (ThresholdSteps::of).
  /// @param regions the image's truth.
  void add(std::span<const std::uint8_t> steps, const Mask& truth,
           const std::vector<Component>& regions);
  void join(const ReferenceAupro& other);

  /// Mean share of the regions, where a region's share is counted over its pixels and those of its
  /// holes but divided by its own, over the false-positive rates at or below 0.3, stretched to
  /// [0, 1]. Nothing without regions or normal pixels, or if all rates at or below 0.3 are equal.
  [[nodiscard]] std::optional<double> value() const;

 private:
  using PerStep = std::array<std::uint64_t, kThresholdSteps + 1>;

  PerStep false_positives_{};  ///< normal pixels first predicted at a step; last: never
  std::array<Uint128, kThresholdSteps + 1> overlap_{};
  std::uint64_t regions_ = 0;
};

}  // namespace saa
