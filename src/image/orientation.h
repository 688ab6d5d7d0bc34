// EXIF orientation: how a stored picture has to be turned to stand upright.
#pragma once

#include <cstdint>
#include <saa/image.h>
#include <span>

namespace saa {

/// The orientation that an EXIF block (a TIFF header and its first directory, with or without
/// "Exif\0\0" before it) states: 1 to 8. 1, "as stored", where the block is damaged or of another
/// kind: a picture is not refused for its notes.
[[nodiscard]] int exif_orientation(std::span<const std::uint8_t> exif) noexcept;

/// The picture turned and mirrored as orientation 1 to 8 asks for.
[[nodiscard]] Image turn_upright(Image stored, int orientation);

}  // namespace saa
