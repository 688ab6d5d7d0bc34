// Where one of several parts differs from the others: the offline engine's regions for pictures
// that show more than one object. Parts of a kind explain each other; what has no counterpart in
// most of them is odd.
#pragma once

#include "nn/similarity.h"
#include "pipeline/offline/finding.h"
#include "pipeline/saliency_extractor.h"

#include <saa/image.h>
#include <span>
#include <vector>

namespace saa::offline {

/// @param working the picture at working size, in which `instances` (at least two) lie.
/// @param image the picture that features are taken from; the same view as `working`.
/// @param threads 0: all cores; the answer does not depend on it.
/// @returns regions of the working image that do not touch each other, in falling order of their
///          peaks.
[[nodiscard]] std::vector<Finding> find_odd_places(const Image& working, const Image& image,
                                                   std::span<const RegionMask> instances,
                                                   const SaliencyExtractor& extractor,
                                                   const nn::Similarity& similarity, int threads);

}  // namespace saa::offline
