// PNG by libpng itself: OpenCV's way lets libpng print to stderr and cannot be silenced.
#pragma once

#include "image/picture_source.h"

namespace saa {

/// @throws InputError if the file is damaged (every checksum and the end chunk are checked) or
///         beyond the limits.
[[nodiscard]] StoredPicture decode_png(const PictureSource& source);

}  // namespace saa
