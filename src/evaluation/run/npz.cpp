#include "evaluation/run/npz.h"

#include "core/packed_bytes.h"
#include "pipeline/part_bytes.h"

#include <cstdint>
#include <fmt/format.h>
#include <span>
#include <string>
#include <zlib.h>

namespace saa {
namespace {

/// What a ZIP file says of its one entry, in front of it and once more at its end.
struct Entry {
  std::string name;
  std::uint32_t crc;
  std::uint32_t packed_size;
  std::uint32_t size;
};

/// NumPy's format 1.0: magic, length of the header, header padded to a multiple of 64, the data.
std::vector<std::byte> npy_bytes(const Mask& array) {
  constexpr std::size_t kBeforeHeader = 10;
  std::string header = fmt::format(
      "{{'descr': '|u1', 'fortran_order': False, 'shape': ({}, {}), }}", array.height, array.width);
  header.append(63 - (kBeforeHeader + header.size()) % 64, ' ');
  header += '\n';
  ByteWriter writer;
  writer.append(std::as_bytes(std::span(std::string_view("\x93NUMPY\x01\x00", 8))));
  writer.write(static_cast<std::uint16_t>(header.size()));
  writer.append(std::as_bytes(std::span(header)));
  writer.append(std::as_bytes(std::span(array.values)));
  return {writer.bytes().begin(), writer.bytes().end()};
}

/// Deflated data as ZIP has it: zlib's without its two bytes in front and the checksum behind.
std::vector<std::byte> deflate_bytes(std::span<const std::byte> bytes) {
  constexpr std::size_t kFront = 2;
  constexpr std::size_t kBehind = 4;
  const std::vector<std::byte> packed = pack(bytes);
  return {packed.begin() + kFront, packed.end() - kBehind};
}

/// The fields that both places share.
void write_entry(ByteWriter& writer, const Entry& entry) {
  constexpr std::uint16_t kVersion = 20;  // that can deflate
  constexpr std::uint16_t kDeflated = 8;
  constexpr std::uint16_t kFirstDay = 0x21;  // 1 January 1980: the same array, the same bytes
  writer.write(kVersion);
  writer.write(std::uint16_t{0});  // no flags
  writer.write(kDeflated);
  writer.write(std::uint16_t{0});  // time
  writer.write(kFirstDay);
  writer.write(entry.crc);
  writer.write(entry.packed_size);
  writer.write(entry.size);
  writer.write(static_cast<std::uint16_t>(entry.name.size()));
  writer.write(std::uint16_t{0});  // no extra field
}

void write_directory(ByteWriter& writer, const Entry& entry) {
  const auto start = static_cast<std::uint32_t>(writer.bytes().size());
  writer.write(std::uint32_t{0x02014B50});
  writer.write(std::uint16_t{20});  // made by
  write_entry(writer, entry);
  writer.write(std::uint16_t{0});  // no comment
  writer.write(std::uint16_t{0});  // disk
  writer.write(std::uint16_t{0});  // attributes, here and of the system's own
  writer.write(std::uint32_t{0});
  writer.write(std::uint32_t{0});  // where the entry starts
  writer.append(std::as_bytes(std::span(entry.name)));
  const auto size = static_cast<std::uint32_t>(writer.bytes().size()) - start;
  writer.write(std::uint32_t{0x06054B50});
  writer.write(std::uint32_t{0});  // disks
  writer.write(std::uint16_t{1});  // entries, here and in all
  writer.write(std::uint16_t{1});
  writer.write(size);
  writer.write(start);
  writer.write(std::uint16_t{0});  // no comment
}

}  // namespace

std::vector<std::byte> npz_bytes(std::string_view name, const Mask& array) {
  const std::vector<std::byte> npy = npy_bytes(array);
  const std::vector<std::byte> packed = deflate_bytes(npy);
  const uLong crc = crc32_z(0, reinterpret_cast<const Bytef*>(npy.data()), npy.size());
  const Entry entry{.name = std::string(name) + ".npy",
                    .crc = static_cast<std::uint32_t>(crc),
                    .packed_size = static_cast<std::uint32_t>(packed.size()),
                    .size = static_cast<std::uint32_t>(npy.size())};
  ByteWriter writer;
  writer.write(std::uint32_t{0x04034B50});
  write_entry(writer, entry);
  writer.append(std::as_bytes(std::span(entry.name)));
  writer.append(packed);
  write_directory(writer, entry);
  return {writer.bytes().begin(), writer.bytes().end()};
}

}  // namespace saa
