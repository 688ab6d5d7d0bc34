// Features of patches averaged over their neighbourhoods, as MuSc does (Li et al., ICLR 2024).
#pragma once

#include "models/patch_positions.h"
#include "pipeline/neighbours/patch_features.h"

#include <cstddef>
#include <span>
#include <vector>

namespace saa {

/// MuSc's LNAMD of one layer of a network: tokens [height * width, channels] are normalised over
/// the whole picture, averaged over degree x degree places, those beyond the edge being zeros, and
/// brought to length 1 (zeros stay zeros).
///
/// The published code unfolds each place to the vector of its channels x degree x degree values,
/// channels outermost, and pools that to `channels` values: value c is the mean over the places of
/// channel c. Factors that are the same for all values of a patch (the deviation of the
/// normalisation, the number of places) go away with its length, so that what is left is to take
/// the mean away and to add up.
/// @param degree odd
[[nodiscard]] PatchSet neighbourhood_means(std::span<const float> tokens, const PatchGrid& grid,
                                           std::size_t channels, int degree);

/// The sums over degree x degree places of each channel, those beyond the edge being zeros.
/// @param values [height, width, channels]; so is the answer. @param degree odd
[[nodiscard]] std::vector<float> box_sums(std::vector<float> values, const PatchGrid& grid,
                                          std::size_t channels, int degree);

/// Divides by the vector's length, unless that is 0.
void to_unit_length(std::span<float> vector);

}  // namespace saa
