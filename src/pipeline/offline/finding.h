// A region that a search came upon, before the best are chosen.
#pragma once

#include <cmath>
#include <opencv2/core/mat.hpp>

namespace saa::offline {

enum class Kind {
  dark_mark,     ///< darker than its surroundings
  bright_mark,   ///< brighter than its surroundings
  other_texture  ///< large, of another texture than the rest
};

struct Finding {
  Kind kind = Kind::dark_mark;
  cv::Rect box;         ///< in pixels of the working image
  cv::Mat mask;         ///< CV_8UC1 of the box's size, 0 or 1
  double log_odds = 0;  ///< of being a defect; comparable between kinds
};

/// Where evidence becomes more likely to mean a defect than not, and how soon it is sure.
struct Odds {
  double even;   ///< evidence at which the odds are even
  double width;  ///< evidence over which the odds grow by a factor of e
};

[[nodiscard]] inline double log_odds(double evidence, const Odds& odds) {
  return (evidence - odds.even) / odds.width;
}

/// The saliency stage multiplies a score by exp(mean saliency), which for EfficientNet-Lite0 is
/// near 0.4 in an unremarkable place. Scores therefore end at exp(-0.4), so that a certain region
/// in such a place ends at 1.
inline constexpr double kUsualSaliency = 0.4;

/// In [0, exp(-kUsualSaliency)].
[[nodiscard]] inline double score_of(double log_odds) {
  return std::exp(-kUsualSaliency) / (1 + std::exp(-log_odds));
}

}  // namespace saa::offline
