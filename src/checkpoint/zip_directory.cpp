#include "checkpoint/zip_directory.h"

#include "checkpoint/in_quotes.h"

#include <algorithm>

// Numbers are little-endian. Offsets in bytes; the records this file reads:
//
//   end record                     zip64 locator             zip64 end record
//    0  4  "PK" 05 06               0  4  "PK" 06 07          0  4  "PK" 06 06
//    4  2  this disk                4  4  disk of the record  4  8  size of the rest
//    6  2  disk of the directory    8  8  where it is        12  2  made by, 14  2  needs
//    8  2  entries on this disk    16  4  disks              16  4  this disk, 20  4  directory's
//   10  2  entries                                           24  8  entries on this disk
//   12  4  size of the directory                             32  8  entries
//   16  4  where it starts                                   40  8  size of the directory
//   20  2  length of a comment, which ends the file          48  8  where it starts
//
//   directory entry                                          zip64 extra field
//    0  4  "PK" 01 02              24  4  size                0  2  01 00
//    4  2  made by, 6  2  needs    28  2  length of name      2  2  length of the rest
//    8  2  flags (1: encrypted)    30  2  length of extra     then 8 bytes each for size, packed
//   10  2  method                  32  2  length of comment   size and header offset, as far as
//   12  4  time and date           34  8  disk, attributes    the entry has 0xFFFFFFFF there
//   16  4  CRC-32                  42  4  header offset
//   20  4  packed size             46     name, extra, comment
//
// A value of all ones in the end record sends the reader to the zip64 records, the locator being
// right before the end record. torch.save writes zip64 records always.

namespace saa {
namespace {

constexpr std::uint32_t kEndSignature = 0x06054B50;
constexpr std::uint32_t kZip64LocatorSignature = 0x07064B50;
constexpr std::uint32_t kZip64EndSignature = 0x06064B50;
constexpr std::uint32_t kEntrySignature = 0x02014B50;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kZip64LocatorSize = 20;
constexpr std::size_t kEntrySize = 46;
constexpr std::size_t kMaxComment = 0xFFFF;
constexpr std::uint16_t kZip64Extra = 1;
constexpr std::uint32_t kSaturated32 = 0xFFFFFFFF;
constexpr std::uint16_t kSaturated16 = 0xFFFF;

struct EndRecord {
  std::uint64_t entries = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  std::uint64_t record_offset = 0;  ///< the directory lies before this
};

/// The offset of the end record: the last signature whose comment reaches the end of the file.
std::size_t find_end_record(ByteReader& reader) {
  const std::size_t size = reader.remaining();
  const std::size_t window = std::min(size, kEndSize + kMaxComment);
  for (std::size_t back = kEndSize; back <= window; ++back) {
    reader.seek(size - back, "the end record");
    if (reader.read<std::uint32_t>("a signature") != kEndSignature) continue;
    reader.seek(size - back + 20, "the comment length");
    if (reader.read<std::uint16_t>("a comment length") == back - kEndSize) return size - back;
  }
  reader.fail("no end record of a zip archive; the file is cut off: fetch it again");
}

EndRecord read_zip64_end(ByteReader& reader, std::size_t end_offset) {
  if (end_offset < kZip64LocatorSize) reader.fail("no room for the zip64 locator");
  const std::uint64_t locator = end_offset - kZip64LocatorSize;
  reader.seek(locator, "the zip64 locator");
  if (reader.read<std::uint32_t>("a signature") != kZip64LocatorSignature)
    reader.fail("no zip64 locator, which the end record asks for");
  (void)reader.take(4, "a disk number");
  const auto record = reader.read<std::uint64_t>("an offset");
  if (record > locator) reader.fail("the zip64 end record would lie behind its locator");
  reader.seek(record, "the zip64 end record");
  if (reader.read<std::uint32_t>("a signature") != kZip64EndSignature)
    reader.fail("no zip64 end record where the locator points");
  (void)reader.take(28, "the zip64 end record");
  EndRecord end;
  end.entries = reader.read<std::uint64_t>("a count");
  end.size = reader.read<std::uint64_t>("a size");
  end.offset = reader.read<std::uint64_t>("an offset");
  end.record_offset = record;
  return end;
}

EndRecord read_end(ByteReader& reader) {
  const std::size_t end_offset = find_end_record(reader);
  reader.seek(end_offset + 4, "the end record");
  const auto disk = reader.read<std::uint16_t>("a disk number");
  const auto directory_disk = reader.read<std::uint16_t>("a disk number");
  (void)reader.take(2, "a count");
  EndRecord end;
  end.entries = reader.read<std::uint16_t>("a count");
  end.size = reader.read<std::uint32_t>("a size");
  end.offset = reader.read<std::uint32_t>("an offset");
  end.record_offset = end_offset;
  if (end.entries == kSaturated16 || end.size == kSaturated32 || end.offset == kSaturated32)
    return read_zip64_end(reader, end_offset);
  if (disk != 0 || directory_disk != 0) reader.fail("the archive spans several disks");
  return end;
}

/// Replaces the saturated values of `entry` by those of the zip64 extra field.
void apply_zip64(ByteReader& reader, std::span<const std::byte> extra, ZipEntry& entry) {
  if (entry.size != kSaturated32 && entry.packed_size != kSaturated32 &&
      entry.header_offset != kSaturated32)
    return;
  ByteReader fields(extra, reader.source() + ": extra field of " + in_quotes(entry.name));
  while (fields.remaining() >= 4) {
    const auto id = fields.read<std::uint16_t>("an id");
    const auto length = fields.read<std::uint16_t>("a length");
    if (id != kZip64Extra) {
      (void)fields.take(length, "an extra field");
      continue;
    }
    for (std::uint64_t* value : {&entry.size, &entry.packed_size, &entry.header_offset})
      if (*value == kSaturated32) *value = fields.read<std::uint64_t>("a zip64 value");
    return;
  }
  reader.fail("entry " + in_quotes(entry.name) + " lacks the zip64 sizes it refers to");
}

ZipEntry read_entry(ByteReader& reader) {
  reader.begin_item();
  if (reader.read<std::uint32_t>("a directory entry") != kEntrySignature)
    reader.fail("no directory entry where one is due");
  ZipEntry entry;
  (void)reader.take(4, "versions");
  entry.encrypted = (reader.read<std::uint16_t>("flags") & 1) != 0;
  entry.method = reader.read<std::uint16_t>("a method");
  (void)reader.take(4, "a time");
  entry.crc32 = reader.read<std::uint32_t>("a CRC-32");
  entry.packed_size = reader.read<std::uint32_t>("a size");
  entry.size = reader.read<std::uint32_t>("a size");
  const auto name_length = reader.read<std::uint16_t>("a length");
  const auto extra_length = reader.read<std::uint16_t>("a length");
  const auto comment_length = reader.read<std::uint16_t>("a length");
  (void)reader.take(8, "attributes");
  entry.header_offset = reader.read<std::uint32_t>("an offset");
  entry.name = reader.take_text(name_length, "an entry name");
  const auto extra = reader.take(extra_length, "an extra field");
  (void)reader.take(comment_length, "a comment");
  apply_zip64(reader, extra, entry);
  return entry;
}

}  // namespace

ZipDirectory read_zip_directory(ByteReader reader) {
  const EndRecord end = read_end(reader);
  if (end.offset > end.record_offset || end.size > end.record_offset - end.offset)
    reader.fail("the directory would start at byte " + std::to_string(end.offset) + " and have " +
                std::to_string(end.size) + " bytes, which do not fit before its end record");
  if (end.entries > end.size / kEntrySize)
    reader.fail("the directory states " + std::to_string(end.entries) + " entries in " +
                std::to_string(end.size) + " bytes");
  ZipDirectory directory;
  directory.offset = end.offset;
  directory.entries.reserve(static_cast<std::size_t>(end.entries));
  reader.seek(end.offset, "the directory");
  for (std::uint64_t i = 0; i < end.entries; ++i) directory.entries.push_back(read_entry(reader));
  if (reader.offset() != end.offset + end.size)
    reader.fail("the directory has entries that its end record does not count");
  return directory;
}

}  // namespace saa
