// A whole file in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace saa {

/// Reads rather than maps: a picture that its camera is still writing may shrink under a map, which
/// would end the process.
/// @throws IoError if it is missing, unreadable or not a regular file (a pipe is not waited for);
///         InputError if it has more than `max_bytes`.
[[nodiscard]] std::vector<std::uint8_t> read_file_bytes(const std::filesystem::path& file,
                                                        std::int64_t max_bytes);

}  // namespace saa
