// The parts of a predicted mask as regions.
#pragma once

#include <saa/image.h>
#include <saa/result.h>
#include <vector>

namespace saa::baselines {

/// The mask's 8-connected components as kept regions, the one with the map's highest maximum first
/// (rank 1); equal ones by their first pixel, row by row. StageScores::rescored is that maximum,
/// StageScores::generator the map's mean over the region. Both pictures are of one size.
[[nodiscard]] std::vector<Region> mask_regions(const FloatMap& map, const Mask& mask);

}  // namespace saa::baselines
