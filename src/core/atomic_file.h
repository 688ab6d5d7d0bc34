// Output that is either whole or not there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace saa {

/// Writes `bytes` to a temporary name in the target's folder, then renames it over `target`.
/// Readers see the old file or the whole new one, also after a crash. Missing parent folders are
/// made.
/// @throws IoError with the path and the system's reason (no such folder, permission, disk full);
///         the temporary file is gone then and `target` is as it was.
void write_file_atomically(const std::filesystem::path& target, std::span<const std::byte> bytes);
void write_file_atomically(const std::filesystem::path& target, std::string_view text);
/// The pieces one behind the other, for what need not be gathered in memory first.
void write_file_atomically(const std::filesystem::path& target,
                           std::span<const std::span<const std::byte>> pieces);

/// The ending that temporary names carry, so that a later run can tell left-overs of a killed one.
inline constexpr std::string_view kTemporarySuffix = ".saa-tmp";

}  // namespace saa
