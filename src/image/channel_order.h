// RGB and BGR.
#pragma once

#include <cstddef>
#include <saa/image.h>
#include <utility>

namespace saa {

inline void swap_red_and_blue(Image& image) {
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) std::swap(image.rgb[i], image.rgb[i + 2]);
}

}  // namespace saa
