#include "baselines/mask_regions.h"

#include "image/components.h"
#include "image/mask_geometry.h"

#include <algorithm>
#include <utility>

namespace saa::baselines {
namespace {

float max_inside(const FloatMap& map, const RegionMask& region) {
  float highest = 0;
  const Mask& window = region.window;
  for (int y = 0; y < window.height; ++y) {
    for (int x = 0; x < window.width; ++x) {
      if (window.at(x, y) != 0) highest = std::max(highest, map.at(region.x + x, region.y + y));
    }
  }
  return highest;
}

Region region_of(const FloatMap& map, Component component) {
  Region region;
  region.box = bounding_box(component.mask);
  region.area = component.area;
  region.scores.generator = mean_inside(map, component.mask);
  region.scores.rescored = max_inside(map, component.mask);
  region.mask = std::move(component.mask);
  return region;
}

}  // namespace

std::vector<Region> mask_regions(const FloatMap& map, const Mask& mask) {
  std::vector<Region> regions;
  for (Component& component : connected_components(mask, Connectivity::eight))
    regions.push_back(region_of(map, std::move(component)));
  std::ranges::stable_sort(regions, [](const Region& a, const Region& b) {
    return a.scores.rescored > b.scores.rescored;
  });
  int rank = 0;
  for (Region& region : regions) region.rank = ++rank;
  return regions;
}

}  // namespace saa::baselines
