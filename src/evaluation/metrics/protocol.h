// The published protocol's first step: every image's scores and truth at one size.
#pragma once

#include "evaluation/metrics/metrics.h"

#include <saa/image.h>

namespace saa {

/// Side of the square that the published figures are taken on.
inline constexpr int kProtocolSide = 400;

/// An anomaly map and its truth, each of any size, as `side` x `side` pixels: scores by
/// opencv_resize_cubic (which overshoots: they may lie a little outside the map's range, below 0
/// too), truth by opencv_resize_nearest. What is not 0 in `truth` is a defect; an image that has
/// one is anomalous even if the resize loses it.
/// @throws InputError if the map or the truth has no pixels, or side < 1.
[[nodiscard]] ScoredImage to_protocol(const FloatMap& anomaly_map, const Mask& truth,
                                      int side = kProtocolSide);

}  // namespace saa
