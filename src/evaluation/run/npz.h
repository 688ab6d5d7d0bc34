// NumPy's archive with one array of bytes.
#pragma once

#include <cstddef>
#include <saa/image.h>
#include <string_view>
#include <vector>

namespace saa {

/// The bytes of a .npz file as numpy.savez_compressed writes it: the array `name`, uint8
/// [height, width].
[[nodiscard]] std::vector<std::byte> npz_bytes(std::string_view name, const Mask& array);

}  // namespace saa
