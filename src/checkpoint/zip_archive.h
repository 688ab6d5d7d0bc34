// The entries of a zip archive, stored ones read in place.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/shared_bytes.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

struct ZipEntry {
  std::string_view name;  ///< a view into the archive
  std::uint64_t header_offset = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint32_t crc32 = 0;  ///< 0 where the writer left it out, as torch can be told to
  std::uint16_t method = 0;
  bool encrypted = false;
  std::uint64_t limit = 0;  ///< where the next entry, or the directory, starts
};

/// The central directory of an archive, read once. Borrows nothing: the bytes are kept alive.
class ZipArchive {
 public:
  /// @param source names the archive in messages.
  /// @throws WeightsError if there is no sound directory; memory stays in proportion to it.
  ZipArchive(SharedBytes archive, std::string source);

  [[nodiscard]] const std::vector<ZipEntry>& entries() const { return entries_; }
  /// Null if there is none.
  [[nodiscard]] const ZipEntry* find(std::string_view name) const;

  /// The bytes of an entry: a view for a stored one, inflated memory for a deflated one.
  /// @throws WeightsError if its header is unsound, it overlaps another entry, is encrypted or
  ///         packed in another way, or does not unpack to the size the directory states.
  [[nodiscard]] SharedBytes open(const ZipEntry& entry, LoadBudget& budget) const;

  /// Where the data of an entry starts in the archive; for messages. @throws as open().
  [[nodiscard]] std::uint64_t data_offset(const ZipEntry& entry) const;

 private:
  void set_limits(std::uint64_t directory_offset);

  SharedBytes archive_;
  std::string source_;
  std::vector<ZipEntry> entries_;
  std::map<std::string_view, std::size_t> by_name_;
};

}  // namespace saa
