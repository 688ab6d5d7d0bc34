// The formats that OpenCV decodes for us: all but PNG and JPEG.
#pragma once

#include "image/picture_header.h"
#include "image/picture_source.h"

namespace saa {

/// Grey, alpha, 16-bit and floating point become 8-bit RGB by read_image's rules.
/// @throws InputError if the file is damaged, of an unknown kind of pixel, or beyond the limits.
[[nodiscard]] StoredPicture decode_with_opencv(const PictureSource& source, PictureFormat format);

}  // namespace saa
