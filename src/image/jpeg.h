// JPEG by libjpeg itself: OpenCV's way takes a damaged file for a picture with a grey part, and
// lets libjpeg print to stderr.
#pragma once

#include "image/picture_source.h"

namespace saa {

/// The same pixels as cv::imdecode (also for CMYK).
/// @throws InputError if the file is damaged (cut off, or data that do not decode) or beyond the
///         limits.
[[nodiscard]] StoredPicture decode_jpeg(const PictureSource& source);

}  // namespace saa
