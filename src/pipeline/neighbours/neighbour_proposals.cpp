#include "pipeline/neighbours/neighbour_proposals.h"

#include "image/components.h"
#include "image/mask_geometry.h"
#include "pipeline/neighbours/neighbour_prompt.h"
#include "pipeline/offline/finding.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saa {
namespace {

/// A region that loses more than the rest of this share to a better one is no region of its own.
constexpr double kLeastShareLeft = 0.5;
/// Certainty beyond this (log-odds of about 7) says nothing more.
constexpr double kMostSure = 0.999;

Mask without_counterpart(const FloatMap& map) {
  Mask mask(map.width, map.height);
  std::ranges::transform(map.values, mask.values.begin(),
                         [](float value) { return value >= kNeighbourThreshold ? 1 : 0; });
  return mask;
}

double greatest_inside(const FloatMap& map, const RegionMask& region) {
  float greatest = 0;
  for (int y = 0; y < region.window.height; ++y) {
    for (int x = 0; x < region.window.width; ++x)
      if (region.window.at(x, y) != 0)
        greatest = std::max(greatest, map.at(region.x + x, region.y + y));
  }
  return greatest;
}

void set_mask(Region& region, RegionMask mask) {
  region.mask = std::move(mask);
  region.area = area(region.mask);
  region.box = bounding_box(region.mask);
}

/// As likely to be a defect as its oddest place. The stage that rescores by the same map will
/// multiply that, so the score is divided by its factor: evidence counts once.
Region region_of(Component component, const FloatMap& map) {
  Region region;
  set_mask(region, std::move(component.mask));
  region.phrase = "without counterpart";
  const double sure = std::min(greatest_inside(map, region.mask), kMostSure);
  region.scores.generator = offline::score_of(std::log(sure / (1 - sure))) /
                            neighbour_factor(mean_inside(map, region.mask));
  region.scores.rescored = region.scores.generator;
  return region;
}

RegionMask without(const RegionMask& region, const RegionMask& taken) {
  Mask rest = region.window;
  for (int y = 0; y < taken.window.height; ++y) {
    for (int x = 0; x < taken.window.width; ++x) {
      const int to_x = taken.x + x - region.x;
      const int to_y = taken.y + y - region.y;
      const bool inside = to_x >= 0 && to_y >= 0 && to_x < rest.width && to_y < rest.height;
      if (inside && taken.window.at(x, y) != 0) rest.at(to_x, to_y) = 0;
    }
  }
  RegionMask cut = crop_to_region(rest);
  cut.x += region.x;
  cut.y += region.y;
  return cut;
}

/// The worse of the two gives up what they share.
void part(Region& one, Region& other) {
  if (intersection_area(one.mask, other.mask) == 0) return;
  const bool other_wins = other.scores.generator > one.scores.generator;
  const Region& better = other_wins ? other : one;
  Region& worse = other_wins ? one : other;
  RegionMask rest = without(worse.mask, better.mask);
  if (double(area(rest)) < kLeastShareLeft * double(worse.area))
    drop(worse, Rule::duplicate, worse.scores.generator, better.scores.generator);
  else
    set_mask(worse, std::move(rest));
}

}  // namespace

Candidates add_neighbour_regions(Candidates candidates, const FloatMap& map) {
  for (Component& component : connected_components(without_counterpart(map), Connectivity::eight)) {
    Region region = region_of(std::move(component), map);
    for (Region& candidate : candidates) {
      if (!region.fate.kept()) break;
      if (candidate.fate.kept() && candidate.area > 0) part(candidate, region);
    }
    candidates.push_back(std::move(region));
  }
  return candidates;
}

}  // namespace saa
