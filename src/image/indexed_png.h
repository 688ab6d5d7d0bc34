// A PNG whose pixels are numbers of classes, with a colour for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saa {

/// 8-bit PNG with a palette of 256 colours, of which neighbouring numbers differ strongly and 0 is
/// black (the colours of PASCAL VOC).
/// @param values width * height, row by row. @throws InputError for a picture without pixels.
[[nodiscard]] std::vector<std::byte> encode_indexed_png(std::span<const std::uint8_t> values,
                                                        int width, int height);

}  // namespace saa
