// Maps and masks as C sees them: where they lie, without copying.
#pragma once

#include "saa.h"

#include <saa/image.h>

namespace saa::c {

/// 0 x 0 and NULL for an empty one.
[[nodiscard]] inline saa_float_map view(const FloatMap& map) {
  if (map.empty()) return {};
  return {map.width, map.height, map.values.data()};
}

[[nodiscard]] inline saa_mask view(const Mask& mask, int x = 0, int y = 0) {
  if (mask.empty()) return {};
  return {x, y, mask.width, mask.height, mask.values.data()};
}

[[nodiscard]] inline saa_mask view(const RegionMask& mask) {
  return view(mask.window, mask.x, mask.y);
}

}  // namespace saa::c
