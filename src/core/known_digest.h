// SHA-256 of files of gigabytes, computed once.
#pragma once

#include <filesystem>
#include <string>

namespace saa {

/// sha256_file(file), or what it gave when the file had the same size, time of change and place on
/// the disk. That is written down in `folder`, which may be emptied at any time; one that cannot be
/// used costs the time only.
/// @param folder empty: always computed.
/// @throws IoError if the file cannot be read.
[[nodiscard]] std::string known_sha256(const std::filesystem::path& file,
                                       const std::filesystem::path& folder);

}  // namespace saa
