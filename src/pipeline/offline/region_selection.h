// Which findings become proposals: a place has one explanation.
#pragma once

#include "pipeline/offline/finding.h"

#include <vector>

namespace saa::offline {

/// Proposals a picture gets at most, ...
inline constexpr std::size_t kMostProposals = 20;
/// ... and how many duplicates of them are listed.
inline constexpr std::size_t kMostDuplicates = 10;

struct Duplicate {
  Finding finding;
  double better_log_odds = 0;  ///< of the one that covers its place
};

struct Selection {
  std::vector<Finding> best;          ///< disjoint; best first
  std::vector<Duplicate> duplicates;  ///< best first
};

/// Goes through the findings from the best down. One that shares a pixel with a better mark is a
/// duplicate if it is a mark, too (marks come nested, a level of brightness each). Otherwise it
/// loses what a better one covers, and is a duplicate if that is more than half of it.
/// @param size of the working image.
[[nodiscard]] Selection select_disjoint(std::vector<Finding> findings, cv::Size size);

}  // namespace saa::offline
