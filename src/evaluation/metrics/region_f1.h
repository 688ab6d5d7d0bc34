// F1 of regions at the best of 200 thresholds, as published and with every region counted once.
#pragma once

#include "evaluation/metrics/metrics.h"
#include "evaluation/metrics/predicted_regions.h"
#include "evaluation/metrics/region_overlap.h"
#include "evaluation/metrics/threshold_steps.h"
#include "image/components.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace saa {

/// Sums over images, in any order. Holds working memory of one image.
class RegionF1 {
 public:
  /// @param steps of the image's pixels (ThresholdSteps::of).
  /// @param regions the image's truth.
  void add(std::span<const std::uint8_t> steps, const Mask& truth,
           const std::vector<Component>& regions);
  void join(const RegionF1& other);

  /// At the highest of equally good thresholds; nothing without truth regions.
  [[nodiscard]] std::optional<AtThreshold> published(const ThresholdSteps& steps) const;
  [[nodiscard]] std::optional<AtThreshold> one_to_one(const ThresholdSteps& steps) const;

 private:
  using PerStep = std::array<std::uint64_t, kThresholdSteps>;

  [[nodiscard]] std::optional<AtThreshold> best(const PerStep& hits,
                                                const ThresholdSteps& steps) const;

  PerStep predicted_{};
  PerStep hits_{};     ///< predicted regions that hit one of the truth
  PerStep matched_{};  ///< the same if a region of the truth can be hit once only
  std::uint64_t regions_ = 0;
  PredictedRegions growing_;
};

}  // namespace saa
