#include "image/picture_source.h"

#include <saa/error.h>

namespace saa {

void PictureSource::check_size(std::int64_t width, std::int64_t height) const {
  const std::string size = std::to_string(width) + "x" + std::to_string(height);
  if (width <= 0 || height <= 0) throw InputError(name + " has no pixels: its header says " + size);
  if (height > limits.max_pixels / width) {
    throw InputError(name + " is " + size + " pixels, more than the limit of " +
                     std::to_string(limits.max_pixels) +
                     " in all; make it smaller or raise the limit (--max-pixels)");
  }
}

void PictureSource::damaged(const std::string& what) const {
  throw InputError(name + " is damaged: " + what + "; copy or export it again");
}

}  // namespace saa
