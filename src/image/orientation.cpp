#include "image/orientation.h"

#include "image/byte_view.h"
#include "image/opencv_view.h"

#include <opencv2/core.hpp>

namespace saa {
namespace {

constexpr std::uint16_t kOrientationTag = 274;
constexpr std::uint16_t kShort = 3;

int orientation_in(const ByteView& tiff) {
  const std::uint32_t directory = tiff.u32(4);
  const std::uint16_t entries = tiff.u16(directory);
  for (std::uint16_t i = 0; i < entries; ++i) {
    const std::uint64_t entry = std::uint64_t{directory} + 2 + std::uint64_t{12} * i;
    if (tiff.u16(entry) != kOrientationTag || tiff.u16(entry + 2) != kShort) continue;
    const std::uint16_t value = tiff.u16(entry + 8);
    return 1 <= value && value <= 8 ? value : 1;
  }
  return 1;
}

Image transposed(const Image& image) {
  Image result = make_image(image.height, image.width);
  cv::transpose(view(image), view(result));
  return result;
}

/// Around the vertical axis, the horizontal one, or (half a turn) both.
enum class Flip { left_right = 1, top_bottom = 0, both = -1 };

Image flipped(const Image& image, Flip flip) {
  Image result = make_image(image.width, image.height);
  cv::flip(view(image), view(result), static_cast<int>(flip));
  return result;
}

}  // namespace

int exif_orientation(std::span<const std::uint8_t> exif) noexcept {
  try {
    constexpr std::string_view kMark("Exif\0\0", 6);
    if (ByteView(exif, std::endian::big).has(kMark)) exif = exif.subspan(kMark.size());
    const ByteView little(exif, std::endian::little);
    if (little.has(std::string_view("II*\0", 4))) return orientation_in(little);
    const ByteView big(exif, std::endian::big);
    if (big.has(std::string_view("MM\0*", 4))) return orientation_in(big);
  } catch (const std::out_of_range&) {
    return 1;
  }
  return 1;
}

Image turn_upright(Image stored, int orientation) {
  if (stored.empty()) return stored;
  switch (orientation) {
    case 2:
      return flipped(stored, Flip::left_right);
    case 3:
      return flipped(stored, Flip::both);
    case 4:
      return flipped(stored, Flip::top_bottom);
    case 5:
      return transposed(stored);
    case 6:
      return flipped(transposed(stored), Flip::left_right);
    case 7:
      return flipped(transposed(stored), Flip::both);
    case 8:
      return flipped(transposed(stored), Flip::top_bottom);
    default:
      return stored;
  }
}

}  // namespace saa
