// The neighbour prompt P^N: a map of how unlike its counterparts in other pictures each place is,
// and the rescoring of candidates by it.
#pragma once

#include "pipeline/candidates.h"

#include <saa/context.h>
#include <saa/image.h>

namespace saa {

/// The neighbours' distances at the image's size (OpenCV bilinear).
/// Decision threshold on it of the method that has nothing else.
inline constexpr double kNeighbourThreshold = 0.5;

[[nodiscard]] FloatMap neighbour_saliency(const NeighbourMap& neighbours, const Image& image);

/// rescored *= the factor of the mean of the map inside the mask, for kept candidates; the factor
/// of an empty mask is 1.
[[nodiscard]] Candidates rescore_by_neighbours(Candidates candidates, const FloatMap& map);

}  // namespace saa
