// Pictures that mark places.
#pragma once

#include <filesystem>
#include <saa/image.h>

namespace saa {

/// 1 where any colour channel of a picture file, on a scale of 0 to 255, is above `above`. 16-bit
/// and floating-point values are compared as they are, not rounded first: a 16-bit 1 is above 0.
/// A palette counts by its colours, alpha does not count.
/// @throws as read_image.
[[nodiscard]] Mask read_mask(const std::filesystem::path& path, int above,
                             const ReadLimits& limits = {});

}  // namespace saa
