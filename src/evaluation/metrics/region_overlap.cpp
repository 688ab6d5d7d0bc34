#include "evaluation/metrics/region_overlap.h"

#include <algorithm>
#include <numeric>

namespace saa {
namespace {

/// IoU >= 0.6, in integers.
bool enough(std::int64_t intersection, std::int64_t either) {
  return 5 * intersection >= 3 * either;
}

}  // namespace

RegionOverlap::RegionOverlap(std::span<const std::uint8_t> steps, const Mask& truth,
                             const std::vector<Component>& regions)
    : counts_(steps, truth) {
  for (const Component& region : regions) {
    const RegionMask& mask = region.mask;
    Target target{{mask.x, mask.y, mask.x + mask.window.width, mask.y + mask.window.height}};
    for (int y = target.box.y0; y < target.box.y1; ++y) {
      for (int x = target.box.x0; x < target.box.x1; ++x) {
        const std::size_t at = std::size_t(y) * std::size_t(truth.width) + std::size_t(x);
        ++target.union_inside[truth.values[at] != 0 ? 0 : steps[at]];
        if (mask.window.at(x - mask.x, y - mask.y) != 0) ++found_[steps[at]];
      }
    }
    std::partial_sum(target.union_inside.begin(), target.union_inside.end(),
                     target.union_inside.begin());
    targets_.push_back(target);
  }
  std::partial_sum(found_.begin(), found_.end(), found_.begin());
}

HitLists RegionOverlap::hits(std::size_t step, PredictedRegions& predicted) {
  // An enclosing box holds the target's box, so its union is no smaller than there, and its
  // intersection is no larger than in the whole image. Most steps end here.
  std::vector<std::size_t> within_reach;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    if (enough(found_[step], targets_[i].union_inside[step])) within_reach.push_back(i);
  }
  if (within_reach.empty()) return {};
  counts_.predict(static_cast<std::uint8_t>(step));
  HitLists lists;
  for (const PixelBox& box : predicted.boxes()) {
    std::vector<std::size_t>& list = lists.emplace_back();
    for (const std::size_t target : within_reach) {
      const BoxCounts::Counts counts = counts_.inside(box.joined(targets_[target].box));
      if (enough(counts.intersection, counts.either)) list.push_back(target);
    }
  }
  return lists;
}

}  // namespace saa
