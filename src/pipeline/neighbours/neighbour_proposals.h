// Regions proposed by the neighbour prompt P^N, for engines that cannot be told what to look for.
#pragma once

#include "pipeline/candidates.h"

#include <saa/image.h>

namespace saa {

/// Adds a candidate, "without counterpart", for each connected place of the map that is more likely
/// than not to have none. Candidates do not share pixels with those: the better of the two keeps
/// them, and the other is a Rule::duplicate if that leaves it less than half.
/// @param candidates refined, of a generator whose scores are absolute (offline::score_of)
/// @param map neighbour_saliency(), of the image's size
[[nodiscard]] Candidates add_neighbour_regions(Candidates candidates, const FloatMap& map);

}  // namespace saa
