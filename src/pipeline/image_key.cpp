#include "pipeline/image_key.h"

#include "core/sha256.h"

#include <span>

namespace saa {

std::string image_key(const Image& image) {
  return std::to_string(image.width) + "x" + std::to_string(image.height) + " " +
         sha256(std::as_bytes(std::span(image.rgb)));
}

}  // namespace saa
