// The first directory of a TIFF file.
#pragma once

#include "image/picture_header.h"

#include <cstddef>

namespace saa {

struct TiffHeader {
  PictureHeader size;
  /// Where the file says "the colours are not multiplied by the alpha channel", if it does.
  std::optional<std::size_t> unassociated_alpha;
};

/// Classic TIFF and BigTIFF. @throws as picture_header().
[[nodiscard]] TiffHeader tiff_header(std::span<const std::uint8_t> bytes);

}  // namespace saa
