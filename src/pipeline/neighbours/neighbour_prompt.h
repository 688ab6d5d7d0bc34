// The neighbour prompt P^N: a map of how unlike its counterparts in other pictures each place is,
// and the rescoring of candidates by it.
#pragma once

#include "pipeline/candidates.h"

#include <cmath>
#include <saa/context.h>
#include <saa/image.h>
#include <saa/result.h>

namespace saa {

/// Where even odds lie on neighbour_saliency(): the decision threshold of the method that has
/// nothing else.
inline constexpr double kNeighbourThreshold = 0.5;

/// How sure it is, in (0, 1), that a place has no counterpart, at the image's size (OpenCV
/// bilinear on the distances). The distance is taken in units of NeighbourMap::usual, so that
/// it means the same with every network and texture, and becomes odds with fixed constants:
/// nothing is rescaled to the image's own range.
[[nodiscard]] FloatMap neighbour_saliency(const NeighbourMap& neighbours, const Image& image);

/// Result::neighbour_map, neighbour_score (in the same units) and references. Without references
/// the first two stay as they are.
void add_neighbours(const NeighbourMap& neighbours, const Image& image, Result& result);

/// exp(gain * mean of the map in the mask). A region that the neighbours know keeps its score: they
/// see too coarsely to say that a small one is usual.
[[nodiscard]] inline double neighbour_factor(double mean) {
  constexpr double kGain = 0.5;
  return std::exp(kGain * mean);
}

/// rescored *= neighbour_factor() for kept candidates; the factor of an empty mask is 1.
[[nodiscard]] Candidates rescore_by_neighbours(Candidates candidates, const FloatMap& map);

}  // namespace saa
