// Several parts of a kind in one picture, told from a plain background and from each other.
#pragma once

#include <saa/image.h>
#include <vector>

namespace saa::offline {

/// Masks of the separate parts, the largest first, in pixels of `image`; they do not overlap. Empty
/// if nothing stands out from the picture's frame. Parts that touch are separated where the
/// silhouette narrows; if it does not, they come as one.
/// @param image meant to be a working image of at most some 512 pixels a side: smoothing and
///              opening have fixed sizes.
[[nodiscard]] std::vector<RegionMask> find_instances(const Image& image);

}  // namespace saa::offline
