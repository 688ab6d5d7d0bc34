#include "checkpoint/inflate.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <zlib.h>

namespace saa {
namespace {

/// Ends a stream on every way out.
struct StreamEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

/// zlib counts in 32 bits; longer runs are handed over in pieces.
uInt piece(std::uint64_t left) {
  return static_cast<uInt>(std::min<std::uint64_t>(left, std::numeric_limits<uInt>::max()));
}

}  // namespace

std::optional<std::vector<std::byte>> inflate_raw(std::span<const std::byte> packed,
                                                  std::uint64_t size) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
  const std::unique_ptr<z_stream, StreamEnd> ended(&stream);
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  // One byte more than is wanted has room here, so that a stream which goes on is noticed.
  Bytef excess = 0;
  stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<std::byte*>(packed.data()));
  std::uint64_t in_left = packed.size();
  std::uint64_t out_left = size;
  for (;;) {
    const uInt in = piece(in_left);
    const uInt out = out_left > 0 ? piece(out_left) : 1;
    stream.avail_in = in;
    stream.avail_out = out;
    stream.next_out =
        out_left > 0 ? reinterpret_cast<Bytef*>(bytes.data() + (size - out_left)) : &excess;
    const int status = inflate(&stream, Z_NO_FLUSH);
    const uInt produced = out - stream.avail_out;
    if (produced > out_left) return std::nullopt;
    in_left -= in - stream.avail_in;
    out_left -= produced;
    if (status == Z_STREAM_END) break;
    if (status != Z_OK) return std::nullopt;
  }
  if (out_left != 0) return std::nullopt;
  return bytes;
}

}  // namespace saa
