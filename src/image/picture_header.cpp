#include "image/picture_header.h"

#include "image/byte_view.h"
#include "image/netpbm_header.h"
#include "image/tiff_header.h"
#include "image/webp_header.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace saa {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view text;
  PictureFormat format;
};

constexpr std::array kSignatures = {
    Signature{"\x89PNG\r\n\x1a\n"sv, PictureFormat::png},
    Signature{"\xff\xd8\xff"sv, PictureFormat::jpeg},
    Signature{"II*\0"sv, PictureFormat::tiff},
    Signature{"MM\0*"sv, PictureFormat::tiff},
    Signature{"II+\0"sv, PictureFormat::tiff},
    Signature{"MM\0+"sv, PictureFormat::tiff},
    Signature{"BM"sv, PictureFormat::bmp},
    Signature{"\0\0\0\x0cjP  \r\n\x87\n"sv, PictureFormat::jpeg2000},
    Signature{"\xff\x4f\xff\x51"sv, PictureFormat::jpeg2000},
    Signature{"\x59\xa6\x6a\x95"sv, PictureFormat::sun_raster},
    Signature{"#?RADIANCE"sv, PictureFormat::radiance},
    Signature{"#?RGBE"sv, PictureFormat::radiance},
};

bool is_netpbm(const ByteView& view) {
  return view.size() > 2 && view.u8(0) == 'P' &&
         "1234567fF"sv.find(static_cast<char>(view.u8(1))) != std::string_view::npos &&
         " \t\r\n#"sv.find(static_cast<char>(view.u8(2))) != std::string_view::npos;
}

PictureHeader bmp_header(std::span<const std::uint8_t> bytes) {
  const ByteView bmp(bytes, std::endian::little);
  constexpr std::uint32_t kOldHeader = 12;
  if (bmp.u32(14) == kOldHeader) return {bmp.u16(18), bmp.u16(20), 0};
  const auto width = static_cast<std::int32_t>(bmp.u32(18));
  const auto height =
      std::abs(std::int64_t{static_cast<std::int32_t>(bmp.u32(22))});  // < 0: top down
  PictureHeader header{width, height, 0};
  const std::uint32_t compression = bmp.u32(30);
  constexpr std::uint32_t kPlain = 0;
  constexpr std::uint32_t kBitFields = 3;
  if (width > 0 && (compression == kPlain || compression == kBitFields)) {
    const std::uint64_t row = (std::uint64_t{bmp.u16(28)} * std::uint64_t(width) + 31) / 32 * 4;
    header.least_bytes = bmp.u32(10) + row * std::uint64_t(height);
  }
  return header;
}

/// In a JP2 file: the image header box inside the jp2h box, which are found by their names. In a
/// bare code stream: the size marker.
PictureHeader jpeg2000_header(std::span<const std::uint8_t> bytes) {
  const ByteView jp2(bytes, std::endian::big);
  if (jp2.u8(0) == 0xFF) {  // SIZ: extent less offset
    return {std::int64_t{jp2.u32(8)} - jp2.u32(16), std::int64_t{jp2.u32(12)} - jp2.u32(20), 0};
  }
  for (std::uint64_t box = 0;;) {
    if (jp2.has("jp2h", box + 4) && jp2.has("ihdr", box + 12))
      return {jp2.u32(box + 20), jp2.u32(box + 16), 0};
    const std::uint32_t length = jp2.u32(box);
    if (length < 8) throw std::invalid_argument("it has no JPEG 2000 image header");
    box += length;
  }
}

PictureHeader sun_raster_header(std::span<const std::uint8_t> bytes) {
  const ByteView sun(bytes, std::endian::big);
  return {sun.u32(4), sun.u32(8), 0};
}

/// Lines of text, an empty one, then "-Y <height> +X <width>".
PictureHeader radiance_header(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kLongestHeader = 65536;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()),
                              std::min(bytes.size(), kLongestHeader));
  const std::size_t end = text.find("\n\n");
  if (end == std::string_view::npos) throw std::out_of_range("ends too early");
  int width = 0;
  int height = 0;
  const std::string line(text.substr(end + 2, 64));
  if (std::sscanf(line.c_str(), "-Y %9d +X %9d", &height, &width) != 2)
    throw std::invalid_argument("its Radiance header has no \"-Y height +X width\"");
  return {width, height, 0};
}

}  // namespace

std::optional<PictureFormat> picture_format(std::span<const std::uint8_t> bytes) {
  const ByteView view(bytes, std::endian::big);
  for (const Signature& signature : kSignatures)
    if (view.has(signature.text)) return signature.format;
  if (view.has("RIFF") && view.has("WEBP", 8)) return PictureFormat::webp;
  if (is_netpbm(view)) return PictureFormat::netpbm;
  return std::nullopt;
}

PictureHeader picture_header(PictureFormat format, std::span<const std::uint8_t> bytes) {
  switch (format) {
    case PictureFormat::tiff:
      return tiff_header(bytes).size;
    case PictureFormat::bmp:
      return bmp_header(bytes);
    case PictureFormat::webp:
      return webp_header(bytes).size;
    case PictureFormat::netpbm:
      return netpbm_header(bytes);
    case PictureFormat::jpeg2000:
      return jpeg2000_header(bytes);
    case PictureFormat::sun_raster:
      return sun_raster_header(bytes);
    case PictureFormat::radiance:
      return radiance_header(bytes);
    case PictureFormat::png:
    case PictureFormat::jpeg:
      break;
  }
  throw std::invalid_argument("its header is read by its own decoder");
}

}  // namespace saa
