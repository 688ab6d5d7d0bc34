// Fusion (eq. 9): the anomaly map from the kept regions.
#pragma once

#include "pipeline/candidates.h"
#include "pipeline/presets.h"

#include <saa/image.h>

namespace saa {

/// At each pixel the sum of the rescored scores of the kept regions there, divided as `weight`
/// says; 0 where there is none. Regions are added in their order.
[[nodiscard]] FloatMap fuse(const Candidates& candidates, int width, int height,
                            FusionWeight weight);

}  // namespace saa
