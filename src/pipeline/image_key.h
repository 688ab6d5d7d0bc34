// What tells one image from another, for results that are kept.
#pragma once

#include <saa/image.h>
#include <string>

namespace saa {

/// Size and SHA-256 of the pixels. Equal for equal images only.
[[nodiscard]] std::string image_key(const Image& image);

}  // namespace saa
