// Visual saliency between the instances of an object, as the published code has it for pictures of
// several: how unlike everything in the other instances a place of one instance is.
#pragma once

#include "nn/similarity.h"
#include "pipeline/saliency_extractor.h"

#include <saa/image.h>
#include <span>

namespace saa {

/// At each position of an instance `scale` * (1 - max cos), the maximum over all positions of the
/// other instances; in several instances the largest of these; outside all of them 0.
/// parity: a position that another instance shares with this one is taken for a zero feature
/// (cosine 0), for the published code blanks an instance's features before it looks at the others.
/// @param instances at least two, each with at least one set pixel, in positions of the grid.
/// @param threads 0: all cores; the answer does not depend on it.
[[nodiscard]] FloatMap object_saliency(const FeatureGrid& grid,
                                       std::span<const RegionMask> instances, double scale,
                                       const nn::Similarity& similarity, int threads);

}  // namespace saa
