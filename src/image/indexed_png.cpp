#include "image/indexed_png.h"

#include <array>
#include <png.h>
#include <saa/error.h>
#include <string>

namespace saa {
namespace {

constexpr int kColours = 256;

/// PASCAL VOC's: the bits of the number, dealt to red, green and blue from the highest bit down.
std::array<png_color, kColours> voc_palette() {
  std::array<png_color, kColours> palette{};
  for (int number = 0; number < kColours; ++number) {
    unsigned rest = static_cast<unsigned>(number);
    std::array<unsigned, 3> rgb{};
    for (int bit = 7; rest != 0; --bit, rest >>= 3U)
      for (unsigned channel = 0; channel < 3; ++channel)
        rgb[channel] |= (rest >> channel & 1U) << unsigned(bit);
    palette[std::size_t(number)] = {static_cast<png_byte>(rgb[0]), static_cast<png_byte>(rgb[1]),
                                    static_cast<png_byte>(rgb[2])};
  }
  return palette;
}

}  // namespace

std::vector<std::byte> encode_indexed_png(std::span<const std::uint8_t> values, int width,
                                          int height) {
  if (width <= 0 || height <= 0)
    throw InputError("a PNG needs pixels, found " + std::to_string(width) + " x " +
                     std::to_string(height));
  const auto palette = voc_palette();
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = kColours;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<std::byte> bytes(size);
  if (png_image_write_to_memory(&image, bytes.data(), &size, /*convert_to_8_bit=*/0, values.data(),
                                /*row_stride=*/0, palette.data()) == 0)
    throw InputError(std::string("libpng cannot write this picture: ") + image.message);
  bytes.resize(size);
  return bytes;
}

}  // namespace saa
