// Visual saliency within one image (eq. 5): how unlike its neighbours in feature space a place is.
#pragma once

#include "nn/similarity.h"
#include "pipeline/presets.h"
#include "pipeline/saliency_extractor.h"

#include <saa/image.h>

namespace saa {

/// At each position of the grid `scale` * mean of (1 - cos) over the position's N nearest or
/// farthest features in the image, as `rule` says; over all of them where there are fewer than N.
/// The position's own feature takes part if `rule.counts_itself`. 0 where there is none to compare.
/// @param threads 0: all cores; the answer does not depend on it.
[[nodiscard]] FloatMap self_saliency(const FeatureGrid& grid, const NeighbourRule& rule,
                                     double scale, const nn::Similarity& similarity, int threads);

}  // namespace saa
