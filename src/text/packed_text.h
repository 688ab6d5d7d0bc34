// Text files that may be packed with gzip.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace saa::text {

/// The file's content, unpacked if it is packed.
/// @param most bytes that it may have unpacked
/// @throws IoError if it cannot be read; WeightsError if it is damaged or has more bytes.
[[nodiscard]] std::string read_packed_text(const std::filesystem::path& file, std::size_t most);

}  // namespace saa::text
