// The 200 thresholds of the published region figures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <saa/image.h>
#include <vector>

namespace saa {

inline constexpr std::size_t kThresholdSteps = 200;

/// From a category's largest score down in equal steps; the smallest score itself is not among
/// them.
class ThresholdSteps {
 public:
  ThresholdSteps(float lowest, float highest);

  [[nodiscard]] double threshold(std::size_t step) const { return thresholds_[step]; }
  /// For every pixel the first step whose threshold its score is above (>), kThresholdSteps if
  /// there is none: a pixel is predicted at all steps from its own on. Never 0.
  void of(const FloatMap& scores, std::vector<std::uint8_t>& steps) const;

 private:
  [[nodiscard]] std::uint8_t of(float score) const;

  std::array<double, kThresholdSteps> thresholds_{};
  std::array<float, kThresholdSteps> floors_{};  ///< largest float at or below each threshold
  double steps_per_score_ = 0;
};

}  // namespace saa
