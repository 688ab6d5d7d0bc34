#include "pipeline/property.h"

#include "image/mask_geometry.h"

#include <cstdint>

namespace saa {
namespace {

double overlap_of(const Region& candidate, const RegionMask& object, std::int64_t object_area,
                  OverlapRule rule) {
  if (rule == OverlapRule::inside) return candidate.object_share;
  const std::int64_t common = intersection_area(candidate.mask, object);
  const std::int64_t either = candidate.area + object_area - common;
  return either == 0 ? 0 : static_cast<double>(common) / static_cast<double>(either);
}

}  // namespace

Candidates measure_object_share(Candidates candidates, const RegionMask& object) {
  if (object.empty()) return candidates;
  for (Region& candidate : candidates) {
    if (candidate.area == 0) continue;
    candidate.object_share = static_cast<double>(intersection_area(candidate.mask, object)) /
                             static_cast<double>(candidate.area);
  }
  return candidates;
}

Candidates apply_property(Candidates candidates, const RegionMask& object,
                          const PropertyLimits& limits) {
  const std::int64_t object_area = area(object);
  const bool asks_overlap = limits.overlap != OverlapRule::none && object_area > 0;
  for (Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    const auto size = static_cast<double>(candidate.area);
    if (size >= limits.max_area) {
      drop(candidate, Rule::area, size, limits.max_area);
      continue;
    }
    if (!asks_overlap) continue;
    const double overlap = overlap_of(candidate, object, object_area, limits.overlap);
    if (overlap < limits.min_overlap) drop(candidate, Rule::overlap, overlap, limits.min_overlap);
  }
  return candidates;
}

}  // namespace saa
