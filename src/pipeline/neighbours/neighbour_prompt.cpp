#include "pipeline/neighbours/neighbour_prompt.h"

#include "image/mask_geometry.h"
#include "image/resize.h"

#include <cmath>

namespace saa {

FloatMap neighbour_saliency(const NeighbourMap& neighbours, const Image& image) {
  return opencv_resize_bilinear(neighbours.grid, image.width, image.height);
}

Candidates rescore_by_neighbours(Candidates candidates, const FloatMap& map) {
  for (Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    StageScores& scores = candidate.scores;
    scores.neighbour_factor = 1;
    if (candidate.area > 0) {
      scores.neighbours = mean_inside(map, candidate.mask);
      scores.neighbour_factor = std::exp(*scores.neighbours);
    }
    scores.rescored *= *scores.neighbour_factor;
  }
  return candidates;
}

}  // namespace saa
