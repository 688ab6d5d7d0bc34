// Blurring of maps.
#pragma once

#include <saa/image.h>

namespace saa {

/// scipy.ndimage.gaussian_filter(map, sigma) with its defaults: weights up to 4 sigma, the picture
/// mirrored at its edges (d c b a | a b c d | d c b a), as often as the blur reaches.
/// @param sigma in pixels, above 0
[[nodiscard]] FloatMap gaussian_blur(const FloatMap& map, double sigma);

}  // namespace saa
