// Pictures and maps as plain values. Rows run from the top, columns from the left; element (x, y)
// of a one-channel picture is values[y * width + x].
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <saa/export.h>
#include <span>
#include <string_view>
#include <vector>

namespace saa {

/// 8-bit RGB, interleaved: rgb.size() == 3 * width * height.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;

  [[nodiscard]] bool empty() const { return width == 0 || height == 0; }
  [[nodiscard]] std::size_t pixels() const { return std::size_t(width) * std::size_t(height); }
};

/// One float per pixel.
struct FloatMap {
  int width = 0;
  int height = 0;
  std::vector<float> values;

  FloatMap() = default;
  FloatMap(int w, int h, float fill = 0.0F)
      : width(w), height(h), values(std::size_t(w) * std::size_t(h), fill) {}
  [[nodiscard]] bool empty() const { return values.empty(); }
  [[nodiscard]] float at(int x, int y) const {
    return values[std::size_t(y) * std::size_t(width) + std::size_t(x)];
  }
  [[nodiscard]] float& at(int x, int y) {
    return values[std::size_t(y) * std::size_t(width) + std::size_t(x)];
  }
};

/// A binary mask: 0 outside, 1 inside.
struct Mask {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> values;

  Mask() = default;
  Mask(int w, int h, std::uint8_t fill = 0)
      : width(w), height(h), values(std::size_t(w) * std::size_t(h), fill) {}
  [[nodiscard]] bool empty() const { return values.empty(); }
  [[nodiscard]] std::uint8_t at(int x, int y) const {
    return values[std::size_t(y) * std::size_t(width) + std::size_t(x)];
  }
  [[nodiscard]] std::uint8_t& at(int x, int y) {
    return values[std::size_t(y) * std::size_t(width) + std::size_t(x)];
  }
};

/// A mask known only inside a window of the image; everything outside the window is 0. Regions are
/// small beside their image, so this is how they are kept.
struct RegionMask {
  int x = 0;  ///< left column of the window in the image
  int y = 0;  ///< top row of the window in the image
  Mask window;

  [[nodiscard]] bool empty() const { return window.empty(); }
};

/// A box in pixels of the image; x1 and y1 are exclusive (a 1-pixel box has x1 == x0 + 1).
struct Box {
  float x0 = 0;
  float y0 = 0;
  float x1 = 0;
  float y1 = 0;

  [[nodiscard]] float area() const { return x1 > x0 && y1 > y0 ? (x1 - x0) * (y1 - y0) : 0.0F; }
  bool operator==(const Box&) const = default;
};

/// What read_image refuses before it decodes.
struct ReadLimits {
  std::int64_t max_pixels = 100'000'000;  ///< width * height
  std::int64_t max_file_bytes = 1'000'000'000;
};

/// Reads a picture file (PNG, JPEG, TIFF, BMP, WebP, Netpbm, JPEG 2000, Sun raster, Radiance; what
/// it is, is told from its bytes, not its name; of several pages the first), turned upright by its
/// EXIF orientation, as 8-bit RGB:
///  - grey is copied to all three channels,
///  - an alpha channel is dropped, the colours stay as stored (no blending),
///  - 16-bit values v become round(v / 257), so that 65535 is 255,
///  - floating-point values are taken as [0, 1], clamped, times 255, rounded; NaN is 0.
/// @throws IoError if the file cannot be opened or read, InputError if it is empty, not a picture,
///         damaged, or beyond the limits. The message names the file.
[[nodiscard]] SAA_API Image read_image(const std::filesystem::path& path,
                                       const ReadLimits& limits = {});

/// As read_image, from a file's bytes in memory. @param name stands for the file in messages.
[[nodiscard]] SAA_API Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name,
                                         const ReadLimits& limits = {});

}  // namespace saa
