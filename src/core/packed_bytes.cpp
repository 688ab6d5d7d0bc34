#include "core/packed_bytes.h"

#include <new>
#include <saa/error.h>
#include <string>
#include <zlib.h>

namespace saa {
namespace {

Bytef* writable(std::span<std::byte> bytes) { return reinterpret_cast<Bytef*>(bytes.data()); }
const Bytef* readable(std::span<const std::byte> bytes) {
  return reinterpret_cast<const Bytef*>(bytes.data());
}

}  // namespace

std::vector<std::byte> pack(std::span<const std::byte> bytes) {
  uLongf size = compressBound(bytes.size());
  std::vector<std::byte> packed(size);
  const int status =
      compress2(writable(packed), &size, readable(bytes), bytes.size(), Z_BEST_SPEED);
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  if (status != Z_OK)
    throw IoError("zlib cannot pack " + std::to_string(bytes.size()) + " bytes: error " +
                  std::to_string(status));
  packed.resize(size);
  return packed;
}

std::optional<std::vector<std::byte>> unpack(std::span<const std::byte> packed,
                                             std::uint64_t size) {
  std::vector<std::byte> bytes(size);
  uLongf written = bytes.size();
  uLong read = packed.size();
  const int status = uncompress2(writable(bytes), &written, readable(packed), &read);
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  if (status != Z_OK || written != bytes.size() || read != packed.size()) return std::nullopt;
  return bytes;
}

}  // namespace saa
