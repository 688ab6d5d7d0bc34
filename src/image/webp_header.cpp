#include "image/webp_header.h"

#include "image/byte_view.h"

#include <stdexcept>

namespace saa {
namespace {

constexpr std::uint64_t kChunkHeader = 8;  // name and length
constexpr std::uint64_t kFirstChunk = 12;  // after "RIFF", length, "WEBP"

/// The three kinds of first chunk: extended, lossless, lossy.
PictureHeader size_in(const ByteView& webp) {
  const std::uint64_t data = kFirstChunk + kChunkHeader;
  const auto u24 = [&](std::uint64_t at) {
    return webp.u16(at) | std::int64_t{webp.u8(at + 2)} << 16;
  };
  if (webp.has("VP8X", kFirstChunk)) return {u24(data + 4) + 1, u24(data + 7) + 1, 0};
  if (webp.has("VP8L", kFirstChunk)) {
    const std::uint32_t bits = webp.u32(data + 1);
    return {(bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1, 0};
  }
  if (webp.has("VP8 ", kFirstChunk)) {
    constexpr std::uint16_t kSizeBits = 0x3FFF;
    return {webp.u16(data + 6) & kSizeBits, webp.u16(data + 8) & kSizeBits, 0};
  }
  throw std::invalid_argument("its first WebP chunk is of no known kind");
}

}  // namespace

WebpHeader webp_header(std::span<const std::uint8_t> bytes) {
  const ByteView webp(bytes, std::endian::little);
  WebpHeader header{size_in(webp), {}};
  const std::uint64_t end = std::uint64_t{webp.u32(4)} + kChunkHeader;
  header.size.least_bytes = end;
  if (end > webp.size()) return header;
  for (std::uint64_t chunk = kFirstChunk; chunk + kChunkHeader <= end;) {
    const std::uint64_t length = webp.u32(chunk + 4);
    if (webp.has("EXIF", chunk)) header.exif = webp.slice(chunk + kChunkHeader, length);
    chunk += kChunkHeader + length + (length & 1U);  // padded to even
  }
  return header;
}

}  // namespace saa
