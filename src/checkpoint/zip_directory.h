// The central directory of a zip archive: where it is and what it lists.
#pragma once

#include "checkpoint/byte_reader.h"
#include "checkpoint/zip_archive.h"

#include <cstdint>
#include <vector>

namespace saa {

struct ZipDirectory {
  std::uint64_t offset = 0;  ///< where the directory starts; the data of all entries is before it
  std::vector<ZipEntry> entries;
};

/// @param reader over the whole archive.
/// @throws WeightsError if there is no end record, it spans several disks, or the directory does
/// not
///         lie where the records say.
[[nodiscard]] ZipDirectory read_zip_directory(ByteReader reader);

}  // namespace saa
