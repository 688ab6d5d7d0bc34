#include "evaluation/metrics/region_overlap.h"

#include <numeric>
#include <utility>

namespace saa {
namespace {

/// IoU >= 0.6, in integers.
bool enough(std::int64_t intersection, std::int64_t either) {
  return 5 * intersection >= 3 * either;
}

}  // namespace

RegionOverlap::RegionOverlap(std::span<const std::uint8_t> steps, const Mask& truth,
                             const std::vector<Component>& regions)
    : whole_{0, 0, truth.width, truth.height}, counts_(steps, truth) {
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

// An enclosing box holds the target's box and, if it goes further to one side, the strip between.
// The union in there only grows, and the intersection is no larger than in the whole image.
PixelBox RegionOverlap::reach(const Target& target, std::size_t step) const {
  const PixelBox& box = target.box;
  const auto extend = [&](int from, int to, const auto& strip) {
    std::int64_t either = target.union_inside[step];
    const int direction = from < to ? 1 : -1;
    int edge = from;
    while (edge != to) {
      either += counts_.either_inside(strip(direction > 0 ? edge : edge - 1));
      if (!enough(found_[step], either)) break;
      edge += direction;
    }
    return edge;
  };
  const auto column = [&](int x) { return PixelBox{x, box.y0, x + 1, box.y1}; };
  const auto line = [&](int y) { return PixelBox{box.x0, y, box.x1, y + 1}; };
  return {extend(box.x0, whole_.x0, column), extend(box.y0, whole_.y0, line),
          extend(box.x1, whole_.x1, column), extend(box.y1, whole_.y1, line)};
}

HitLists RegionOverlap::hits(std::size_t step, PredictedRegions& predicted) {
  counts_.predict(static_cast<std::uint8_t>(step));
  struct Candidate {
    std::size_t target;
    PixelBox reach;
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    if (!enough(found_[step], targets_[i].union_inside[step])) continue;
    candidates.push_back({i, reach(targets_[i], step)});
  }
  if (candidates.empty()) return {};
  HitLists lists;
  for (const PixelBox& box : predicted.boxes()) {
    std::vector<std::size_t> list;
    for (const auto& [target, reach] : candidates) {
      if (!reach.holds(box)) continue;
      const BoxCounts::Counts counts = counts_.inside(box.joined(targets_[target].box));
      if (enough(counts.intersection, counts.either)) list.push_back(target);
    }
    if (!list.empty()) lists.push_back(std::move(list));
  }
  return lists;
}

}  // namespace saa
