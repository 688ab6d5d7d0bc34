#include "evaluation/metrics/protocol.h"

#include "image/resize.h"

#include <algorithm>

namespace saa {

ScoredImage to_protocol(const FloatMap& anomaly_map, const Mask& truth, int side) {
  ScoredImage scored{opencv_resize_cubic(anomaly_map, side, side),
                     opencv_resize_nearest(truth, side, side)};
  std::ranges::transform(scored.truth.values, scored.truth.values.begin(),
                         [](std::uint8_t value) { return std::uint8_t{value != 0}; });
  scored.anomalous = std::ranges::any_of(truth.values, [](auto value) { return value != 0; });
  return scored;
}

}  // namespace saa
