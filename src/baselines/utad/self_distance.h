// How far each place of an image is from those most like it, in feature space.
#pragma once

#include "nn/similarity.h"
#include "pipeline/saliency_extractor.h"

#include <saa/image.h>

namespace saa::baselines {

/// At each position of the grid the mean Euclidean distance to the `count` nearest features of the
/// image (all of them where there are fewer), its own (distance 0) among them.
/// @param grid of one level, finite
/// @param threads 0: all cores; the answer does not depend on it.
[[nodiscard]] FloatMap mean_nearest_distance(const FeatureGrid& grid, int count,
                                             const nn::Similarity& similarity, int threads);

}  // namespace saa::baselines
