#include "text/packed_text.h"

#include "core/mapped_file.h"

#include <memory>
#include <saa/error.h>
#include <span>
#include <zlib.h>

namespace saa::text {
namespace {

bool is_packed(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

}  // namespace

std::string read_packed_text(const std::filesystem::path& file, std::size_t most) {
  const MappedFile mapped(file);
  const std::span<const std::byte> bytes = mapped.bytes();
  const auto refuse = [&](const std::string& what) {
    throw WeightsError(file.string() + ": " + what);
  };
  const std::string too_large = "more than " + std::to_string(most) + " bytes of text";
  if (bytes.size() > most) refuse(too_large);
  if (!is_packed(bytes)) return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};

  z_stream stream{};
  constexpr int kGzip = 15 + 16;  // the largest window, gzip's head and checksum
  if (inflateInit2(&stream, kGzip) != Z_OK) refuse("cannot be unpacked: no memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> keep(&stream, inflateEnd);
  std::string text(most + 1, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const int result = inflate(&stream, Z_FINISH);
  if (stream.total_out > most) refuse(too_large);
  if (result != Z_STREAM_END) refuse("damaged gzip data");
  text.resize(stream.total_out);
  return text;
}

}  // namespace saa::text
