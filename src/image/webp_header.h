// The chunks of a WebP file.
#pragma once

#include "image/picture_header.h"

namespace saa {

struct WebpHeader {
  PictureHeader size;
  std::span<const std::uint8_t> exif;  ///< the EXIF chunk, within the bytes; may be empty
};

/// @throws as picture_header().
[[nodiscard]] WebpHeader webp_header(std::span<const std::uint8_t> bytes);

}  // namespace saa
