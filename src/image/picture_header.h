// What a picture file is and how large its picture will be, told from its first bytes: a picture
// beyond the limits, or a file cut short, is refused before a decoder allocates anything for it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace saa {

enum class PictureFormat { png, jpeg, tiff, bmp, webp, netpbm, jpeg2000, sun_raster, radiance };

/// By the signature, whatever the file is called; nothing if it is none of these.
[[nodiscard]] std::optional<PictureFormat> picture_format(std::span<const std::uint8_t> bytes);

struct PictureHeader {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::uint64_t least_bytes = 0;  ///< a whole file has at least this many; 0: not known
};

/// Reads the header of every format but PNG and JPEG, whose decoders report it themselves.
/// @throws std::out_of_range if the bytes end within the header, std::invalid_argument (with the
///         reason) if it cannot be meant.
[[nodiscard]] PictureHeader picture_header(PictureFormat format,
                                           std::span<const std::uint8_t> bytes);

}  // namespace saa
