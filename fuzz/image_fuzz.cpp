// decode_image over arbitrary bytes: an image of the size it states, or an InputError. The seeds
// are the files under tests/unit/image/fixtures.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <saa/error.h>
#include <saa/image.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const saa::Image image = saa::decode_image({data, size}, "fuzz", {.max_pixels = 1 << 20});
    if (image.empty() || image.rgb.size() != 3 * image.pixels()) std::abort();
  } catch (const saa::InputError&) {
    // what damaged bytes are expected to cause
  }
  return 0;
}
