#include "pipeline/offline/region_selection.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <opencv2/core.hpp>
#include <optional>
#include <utility>

namespace saa::offline {
namespace {

/// A finding of which less than this is left is no region of its own.
constexpr double kLeastShareLeft = 0.5;

bool is_mark(Kind kind) { return kind != Kind::other_texture; }

/// What of a finding is still free, and the best of those that cover the rest.
struct Claim {
  cv::Mat free;
  std::optional<std::size_t> covered_by;
  bool shares_with_mark = false;
};

/// @param owners CV_8UC1 of the working image, index into `best` plus one; 0: nobody's.
Claim claim(const Finding& finding, const cv::Mat& owners, const std::vector<Finding>& best) {
  const cv::Mat here = owners(finding.box);
  Claim result{.free = finding.mask.clone(), .covered_by = {}};
  for (int y = 0; y < here.rows; ++y) {
    for (int x = 0; x < here.cols; ++x) {
      const int owner = here.at<std::uint8_t>(y, x);
      if (owner == 0 || finding.mask.at<std::uint8_t>(y, x) == 0) continue;
      const auto i = std::size_t(owner - 1);
      result.free.at<std::uint8_t>(y, x) = 0;
      result.covered_by = std::min(i, result.covered_by.value_or(i));
      result.shares_with_mark |= is_mark(best[i].kind);
    }
  }
  return result;
}

}  // namespace

Selection select_disjoint(std::vector<Finding> findings, cv::Size size) {
  static_assert(kMostProposals < 255, "owners are kept in bytes");
  std::ranges::stable_sort(findings, std::greater<>(), &Finding::log_odds);
  cv::Mat owners(size, CV_8UC1, cv::Scalar(0));
  Selection selection;
  for (Finding& finding : findings) {
    if (selection.best.size() == kMostProposals) break;
    const Claim claimed = claim(finding, owners, selection.best);
    const bool too_little =
        cv::countNonZero(claimed.free) < kLeastShareLeft * cv::countNonZero(finding.mask);
    if (too_little || (claimed.shares_with_mark && is_mark(finding.kind))) {
      if (selection.duplicates.size() < kMostDuplicates) {
        const double better = selection.best[*claimed.covered_by].log_odds;
        selection.duplicates.push_back({std::move(finding), better});
      }
      continue;
    }
    finding.mask = claimed.free;
    cv::Mat place = owners(finding.box);
    place.setTo(cv::Scalar(static_cast<double>(selection.best.size() + 1)), finding.mask);
    selection.best.push_back(std::move(finding));
  }
  return selection;
}

}  // namespace saa::offline
