#include "evaluation/metrics/threshold_steps.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saa {
namespace {

// For every float s: s > value exactly if s > float_floor(value).
float float_floor(double value) {
  const auto nearest = static_cast<float>(value);
  if (double{nearest} <= value) return nearest;
  return std::nextafter(nearest, -std::numeric_limits<float>::infinity());
}

}  // namespace

ThresholdSteps::ThresholdSteps(float lowest, float highest) {
  // In this order of operations, as published: a score may lie on a threshold.
  const double delta = (double{highest} - double{lowest}) / double{kThresholdSteps};
  for (std::size_t step = 0; step < kThresholdSteps; ++step) {
    thresholds_[step] = double{highest} - static_cast<double>(step) * delta;
    floors_[step] = float_floor(thresholds_[step]);
  }
  if (delta > 0) steps_per_score_ = 1 / delta;
}

void ThresholdSteps::of(const FloatMap& scores, std::vector<std::uint8_t>& steps) const {
  steps.resize(scores.values.size());
  for (std::size_t i = 0; i < steps.size();) {  // one step a run of equal scores
    const float score = scores.values[i];
    const std::uint8_t step = of(score);
    do {
      steps[i++] = step;
    } while (i < steps.size() && scores.values[i] == score);
  }
}

// A guess that is at most a step or so off, put right by the thresholds themselves.
std::uint8_t ThresholdSteps::of(float score) const {
  const double guess = (thresholds_[0] - double{score}) * steps_per_score_;
  auto step = static_cast<std::size_t>(std::clamp(guess, 0.0, double{kThresholdSteps}));
  while (step > 0 && score > floors_[step - 1]) --step;
  while (step < kThresholdSteps && !(score > floors_[step])) ++step;
  return static_cast<std::uint8_t>(step);
}

}  // namespace saa
