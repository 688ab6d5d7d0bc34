// SHA-256 of bytes and files, for run manifests and model files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace saa {

/// Lower-case hexadecimal digest.
[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);

/// @throws IoError if the file cannot be read.
[[nodiscard]] std::string sha256_file(const std::filesystem::path& file);

}  // namespace saa
