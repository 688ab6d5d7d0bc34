// A ZIP file of a few parts that are in memory.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace saa {

struct ZipPart {
  std::string name;  ///< path in the archive, UTF-8, with "/" between folders
  std::vector<std::byte> bytes;
};

/// The bytes of a ZIP file with these parts, deflated. The same parts give the same bytes: each is
/// dated 1 January 1980.
/// @throws UnsupportedError beyond what the format without its 64-bit addition can number: parts
///         and all of them together of 4 GiB, 65,535 parts, names of 65,535 bytes.
[[nodiscard]] std::vector<std::byte> zip_file(std::span<const ZipPart> parts);

}  // namespace saa
