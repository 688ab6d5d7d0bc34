// Whether a file is the official one.
#pragma once

#include "model_files/registry.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

namespace saa {

/// Whether `sha256` (64 digits) is what is published of it: all digits, or the first ones.
[[nodiscard]] bool matches_checksum(const ModelFile& model, const std::string& sha256);

struct FileChecksum {
  std::uint64_t size = 0;
  std::string sha256;
};

/// Reads the whole file, gigabytes maybe. @throws IoError if it cannot be read; CancelledError if
/// `stop`, where it is given, becomes true.
[[nodiscard]] FileChecksum checksum(const std::filesystem::path& file,
                                    const std::atomic<bool>* stop = nullptr);

/// Whether size and checksum are those that are published.
[[nodiscard]] bool is_official(const ModelFile& model, const FileChecksum& found);

/// "sam.pth is not the official file: 12 bytes, expected 13; SHA-256 ab…, expected cd…".
[[nodiscard]] std::string checksum_error(const ModelFile& model, const FileChecksum& found);

}  // namespace saa
