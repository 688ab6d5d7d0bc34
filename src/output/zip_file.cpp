#include "output/zip_file.h"

#include "core/packed_bytes.h"
#include "pipeline/part_bytes.h"

#include <cstdint>
#include <limits>
#include <saa/error.h>
#include <zlib.h>

// Each part: "PK\3\4", entry, name, data. Then for each part, as the directory: "PK\1\2", version
// made by (2 bytes), entry, 10 bytes of zeros (comment, disk, attributes), where the part begins
// (4), name. At the end "PK\5\6", 4 bytes of zeros (disks), the number of parts (2) twice, the
// directory's size (4) and place (4), and 2 bytes of zeros (comment). An entry is 26 bytes: see
// write_entry().

namespace saa {
namespace {

constexpr std::uint16_t kVersion = 20;  // that can deflate

/// What the archive says of a part, in front of it and once more at the end.
struct Entry {
  const std::string* name;
  std::uint32_t place;
  std::uint32_t crc;
  std::uint32_t packed_size;
  std::uint32_t size;
};

template <typename To>
To checked(std::size_t value) {
  if (value > std::numeric_limits<To>::max()) {
    throw UnsupportedError("a ZIP file cannot hold this much: found " + std::to_string(value) +
                           ", expected at most " + std::to_string(std::numeric_limits<To>::max()));
  }
  return static_cast<To>(value);
}

void append(ByteWriter& writer, std::string_view text) {
  writer.append(std::as_bytes(std::span(text)));
}

/// Deflated data as ZIP has it: zlib's without its two bytes in front and the checksum behind.
std::vector<std::byte> deflate_bytes(std::span<const std::byte> bytes) {
  constexpr std::size_t kFront = 2;
  constexpr std::size_t kBehind = 4;
  const std::vector<std::byte> packed = pack(bytes);
  return {packed.begin() + kFront, packed.end() - kBehind};
}

/// The 26 bytes that a part and its line in the directory share.
void write_entry(ByteWriter& writer, const Entry& entry) {
  constexpr std::uint16_t kUtf8 = 0x800;
  constexpr std::uint16_t kDeflated = 8;
  constexpr std::uint16_t kFirstDay = 0x21;
  writer.write(kVersion);
  writer.write(kUtf8);
  writer.write(kDeflated);
  writer.write(std::uint16_t{0});  // time
  writer.write(kFirstDay);
  writer.write(entry.crc);
  writer.write(entry.packed_size);
  writer.write(entry.size);
  writer.write(checked<std::uint16_t>(entry.name->size()));
  writer.write(std::uint16_t{0});  // no extra field
}

Entry write_zip_part(ByteWriter& writer, const ZipPart& part) {
  const std::vector<std::byte> packed = deflate_bytes(part.bytes);
  const uLong crc =
      crc32_z(0, reinterpret_cast<const Bytef*>(part.bytes.data()), part.bytes.size());
  const Entry entry{.name = &part.name,
                    .place = checked<std::uint32_t>(writer.bytes().size()),
                    .crc = static_cast<std::uint32_t>(crc),
                    .packed_size = checked<std::uint32_t>(packed.size()),
                    .size = checked<std::uint32_t>(part.bytes.size())};
  append(writer, "PK\x03\x04");
  write_entry(writer, entry);
  append(writer, part.name);
  writer.append(packed);
  return entry;
}

void write_directory(ByteWriter& writer, std::span<const Entry> entries) {
  const auto start = checked<std::uint32_t>(writer.bytes().size());
  for (const Entry& entry : entries) {
    append(writer, "PK\x01\x02");
    writer.write(kVersion);
    write_entry(writer, entry);
    writer.write(std::uint16_t{0});  // no comment
    writer.write(std::uint16_t{0});  // disk
    writer.write(std::uint16_t{0});  // attributes, here and of the system's own
    writer.write(std::uint32_t{0});
    writer.write(entry.place);
    append(writer, *entry.name);
  }
  const auto size = checked<std::uint32_t>(writer.bytes().size() - start);
  const auto count = checked<std::uint16_t>(entries.size());
  append(writer, "PK\x05\x06");
  writer.write(std::uint32_t{0});  // disks
  writer.write(count);             // here and in all
  writer.write(count);
  writer.write(size);
  writer.write(start);
  writer.write(std::uint16_t{0});  // no comment
}

}  // namespace

std::vector<std::byte> zip_file(std::span<const ZipPart> parts) {
  ByteWriter writer;
  std::vector<Entry> entries;
  for (const ZipPart& part : parts) entries.push_back(write_zip_part(writer, part));
  write_directory(writer, entries);
  return {writer.bytes().begin(), writer.bytes().end()};
}

}  // namespace saa
