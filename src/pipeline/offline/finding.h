// A region that a search came upon, before the best are chosen.
#pragma once

#include <cmath>
#include <opencv2/core/mat.hpp>

namespace saa::offline {

enum class Kind {
  dark_mark,      ///< darker than its surroundings
  bright_mark,    ///< brighter than its surroundings
  other_texture,  ///< large, of another texture than the rest
  odd_part        ///< unlike anything in the other parts of the picture
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
  double width;  ///< evidence beyond that over which the odds grow by a factor of e
};

/// Below even odds evidence counts for less: two doubtful regions differ by less than they seem to,
/// and the better of them may still be the best that a picture has to show.
inline constexpr double kDoubtWidth = 3;

[[nodiscard]] inline double log_odds(double evidence, const Odds& odds) {
  const double beyond = (evidence - odds.even) / odds.width;
  return beyond > 0 ? beyond : beyond / kDoubtWidth;
}

/// The saliency stage multiplies a score by exp(mean saliency), which is near 0.55 inside findings
/// (EfficientNet-Lite0). Scores therefore end at exp(-0.55), so that even odds come out of that
/// stage as 0.5 and certainty as 1, a bit less or more by how salient the region is.
inline constexpr double kUsualSaliency = 0.55;

/// In [0, exp(-kUsualSaliency)].
[[nodiscard]] inline double score_of(double log_odds) {
  return std::exp(-kUsualSaliency) / (1 + std::exp(-log_odds));
}

}  // namespace saa::offline
