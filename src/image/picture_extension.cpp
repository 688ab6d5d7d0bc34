#include "image/picture_extension.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace saa {
namespace {

constexpr std::array<std::string_view, 17> kExtensions = {
    ".bmp", ".dib", ".hdr", ".jp2", ".jpe", ".jpeg", ".jpg",  ".pbm", ".pgm",
    ".png", ".pnm", ".ppm", ".ras", ".sr",  ".tif",  ".tiff", ".webp"};

}  // namespace

bool has_picture_extension(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::ranges::transform(extension, extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::ranges::find(kExtensions, extension) != kExtensions.end();
}

}  // namespace saa
