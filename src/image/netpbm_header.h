// The text header of the Netpbm family: PBM, PGM, PPM (P1 to P6), PAM (P7) and PFM (Pf, PF).
#pragma once

#include "image/picture_header.h"

namespace saa {

/// @throws as picture_header().
[[nodiscard]] PictureHeader netpbm_header(std::span<const std::uint8_t> bytes);

}  // namespace saa
