// Fewer patches that stand for all of a picture's.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace saa {

/// `count` of the patches so that every patch is near one of them: greedily the one that is
/// farthest from all chosen before, the first being the one farthest from their mean (ties: the
/// lower number). The choice of PatchCore (Roth et al., CVPR 2022), without its random projection.
/// @param rows [patches, channels] @return indices in rising order
[[nodiscard]] std::vector<std::size_t> coreset(std::span<const float> rows, std::size_t channels,
                                               std::size_t count);

}  // namespace saa
