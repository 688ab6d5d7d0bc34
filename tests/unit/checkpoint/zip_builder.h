// Zip archives written by hand, right or wrong.
#pragma once

#include "unit/checkpoint/pickle_builder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>
#include <zlib.h>

namespace saa {

/// One entry; what is set to a value here is what the archive states, right or wrong.
struct ZipSpec {
  std::string name = {};
  std::string data = {};
  bool deflated = false;
  std::uint16_t flags = 0;
  std::optional<std::uint16_t> method = {};
  std::optional<std::uint32_t> crc32 = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::uint64_t> packed_size = {};
  std::optional<std::uint64_t> header_offset = {};
  std::string extra = {};  ///< of the directory entry
};

inline std::string deflate_raw(const std::string& data) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, data.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

inline std::string zip_of(const std::vector<ZipSpec>& specs) {
  std::string archive;
  std::string directory;
  for (const ZipSpec& spec : specs) {
    const std::string data = spec.deflated ? deflate_raw(spec.data) : spec.data;
    const auto crc = static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(spec.data.data()), spec.data.size()));
    const auto word = [](std::uint64_t value) {
      return little_endian(static_cast<std::uint32_t>(value));
    };
    const auto half = [](std::uint64_t value) {
      return little_endian(static_cast<std::uint16_t>(value));
    };
    const std::string common =
        half(20) + half(spec.flags) + half(spec.method.value_or(spec.deflated ? 8 : 0)) + word(0) +
        word(spec.crc32.value_or(crc)) + word(spec.packed_size.value_or(data.size())) +
        word(spec.size.value_or(spec.data.size())) + half(spec.name.size());
    directory += "PK\x01\x02" + half(20) + common + half(spec.extra.size()) + half(0) + half(0) +
                 half(0) + word(0) + word(spec.header_offset.value_or(archive.size())) + spec.name +
                 spec.extra;
    archive += "PK\x03\x04" + common + half(0) + spec.name + data;
  }
  const auto count = little_endian(static_cast<std::uint16_t>(specs.size()));
  const auto start = little_endian(static_cast<std::uint32_t>(archive.size()));
  const auto size = little_endian(static_cast<std::uint32_t>(directory.size()));
  return archive + directory + "PK\x05\x06" + little_endian(0) + count + count + size + start +
         std::string(2, '\0');
}

/// A checkpoint with this data.pkl and one storage "0" of four floats 1, 2, 3, 4.
inline std::string torch_zip_of(const std::string& pickle) {
  const float values[] = {1, 2, 3, 4};
  return zip_of(
      {{.name = "x/data.pkl", .data = pickle},
       {.name = "x/data/0", .data = {reinterpret_cast<const char*>(values), sizeof(values)}}});
}

}  // namespace saa
