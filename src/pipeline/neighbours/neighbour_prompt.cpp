#include "pipeline/neighbours/neighbour_prompt.h"

#include "image/mask_geometry.h"
#include "image/resize.h"

#include <algorithm>
#include <cmath>

namespace saa {
namespace {

/// Distances between vectors of length 1 go up to 2; the tenth part of a half turn is taken for
/// usual at least. Without that, among pictures that are all the same, rounding would be odd.
constexpr double kLeastUsual = 0.05;
/// In units of what is usual: where it is as likely as not that there is no counterpart, and beyond
/// that the distance over which the odds grow by a factor of e.
constexpr double kEven = 1.2;
constexpr double kWidth = 0.05;

double unit_of(const NeighbourMap& neighbours) { return std::max(neighbours.usual, kLeastUsual); }

}  // namespace

FloatMap neighbour_saliency(const NeighbourMap& neighbours, const Image& image) {
  const double usual = unit_of(neighbours);
  FloatMap map = opencv_resize_bilinear(neighbours.grid, image.width, image.height);
  for (float& value : map.values) {
    const double beyond = (double(value) / usual - kEven) / kWidth;
    value = static_cast<float>(1 / (1 + std::exp(-beyond)));
  }
  return map;
}

void add_neighbours(const NeighbourMap& neighbours, const Image& image, Result& result) {
  result.references = neighbours.references;
  if (neighbours.references == 0) return;
  result.neighbour_map = neighbour_saliency(neighbours, image);
  result.neighbour_score = neighbours.image_score / unit_of(neighbours);
}

Candidates rescore_by_neighbours(Candidates candidates, const FloatMap& map) {
  for (Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    StageScores& scores = candidate.scores;
    scores.neighbour_factor = 1;
    if (candidate.area > 0) {
      scores.neighbours = mean_inside(map, candidate.mask);
      scores.neighbour_factor = neighbour_factor(*scores.neighbours);
    }
    scores.rescored *= *scores.neighbour_factor;
  }
  return candidates;
}

}  // namespace saa
