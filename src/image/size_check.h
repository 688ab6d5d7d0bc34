// The one check that every resize makes.
#pragma once

#include <saa/error.h>
#include <string>

namespace saa {

/// @throws InputError unless both sizes have pixels.
inline void check_resize(int from_width, int from_height, int to_width, int to_height) {
  const auto text = [](int w, int h) { return std::to_string(w) + "x" + std::to_string(h); };
  if (from_width <= 0 || from_height <= 0) {
    throw InputError("cannot resize a picture of " + text(from_width, from_height) +
                     " pixels: it is empty");
  }
  if (to_width <= 0 || to_height <= 0) {
    throw InputError("cannot resize to " + text(to_width, to_height) +
                     " pixels: width and height must be at least 1");
  }
}

}  // namespace saa
