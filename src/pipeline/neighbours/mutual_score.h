// How far each place of a picture is from its counterparts in other pictures: MuSc's mutual scoring
// (Li et al., ICLR 2024, models/modules/_MSM.py of xrli-U/MuSc).
#pragma once

#include "pipeline/neighbours/nearest_patches.h"
#include "pipeline/neighbours/reference_patches.h"

#include <cstddef>
#include <saa/image.h>
#include <span>
#include <vector>

namespace saa {

/// The mean of the lowest `share` of the distances, at least of one: a patch need not have a
/// counterpart in every picture, for some have defects themselves. Reorders them; the answer does
/// not depend on their order.
[[nodiscard]] double mean_of_lowest(std::span<float> distances, double share);

/// A picture's patches, one for each set of the references'.
[[nodiscard]] std::vector<QueryPatches> query_of(const PatchFeatures& features);

/// At each place the mean over the sets of mean_of_lowest() over the references. A set on a coarser
/// grid is resized by OpenCV's bilinear interpolation. Holds patches x references distances.
/// @param chosen references to compare with, at least one
/// @param threads 0: all cores; the answer does not depend on it.
[[nodiscard]] FloatMap mutual_score(std::span<const QueryPatches> query,
                                    const ReferencePatches& references,
                                    std::span<const std::size_t> chosen, double share, int threads);

}  // namespace saa
