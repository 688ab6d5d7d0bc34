#include "image/tiff_header.h"

#include "image/byte_view.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace saa {
namespace {

// Tags of a directory that matter here.
constexpr std::uint16_t kWidth = 256;
constexpr std::uint16_t kHeight = 257;
constexpr std::uint16_t kStripOffsets = 273;
constexpr std::uint16_t kStripByteCounts = 279;
constexpr std::uint16_t kTileOffsets = 324;
constexpr std::uint16_t kTileByteCounts = 325;
constexpr std::uint16_t kExtraSamples = 338;

constexpr std::uint16_t kUnassociatedAlpha = 2;

// Field types.
constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kLong = 4;
constexpr std::uint16_t kLong8 = 16;

/// One tag: `count` numbers of one type, in the directory itself if they fit there.
struct Field {
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t at = 0;

  [[nodiscard]] std::uint64_t number(const ByteView& tiff, std::uint64_t i) const {
    if (i >= count) throw std::invalid_argument("a TIFF field is empty");
    switch (type) {
      case kShort:
        return tiff.u16(at + 2 * i);
      case kLong:
        return tiff.u32(at + 4 * i);
      case kLong8:
        return tiff.u64(at + 8 * i);
      default:
        throw std::invalid_argument("a TIFF field has type " + std::to_string(type) +
                                    ", expected whole numbers");
    }
  }
};

std::uint64_t type_size(std::uint16_t type) {
  if (type == kShort) return 2;
  return type == kLong8 ? 8 : 4;
}

/// The fields of the first directory, found by walking it for each tag: it is short.
class Directory {
 public:
  explicit Directory(const ByteView& tiff) : tiff_(tiff), big_(tiff.u16(2) == 43) {
    const std::uint64_t start = big_ ? tiff.u64(8) : tiff.u32(4);
    count_ = big_ ? tiff.u64(start) : tiff.u16(start);
    first_ = start + (big_ ? 8 : 2);
    // One look at the last entry: a count that does not fit the file ends here, not in a long loop.
    if (count_ > tiff.size() / entry_size()) throw std::out_of_range("ends too early");
    static_cast<void>(tiff.slice(first_, count_ * entry_size()));
  }

  [[nodiscard]] std::optional<Field> find(std::uint16_t tag) const {
    for (std::uint64_t i = 0; i < count_; ++i) {
      const std::uint64_t entry = first_ + i * entry_size();
      if (tiff_.u16(entry) != tag) continue;
      Field field{tiff_.u16(entry + 2), big_ ? tiff_.u64(entry + 4) : tiff_.u32(entry + 4),
                  entry + (big_ ? 12 : 8)};
      const std::uint64_t inline_bytes = big_ ? 8 : 4;
      if (field.count > inline_bytes / type_size(field.type))
        field.at = big_ ? tiff_.u64(field.at) : tiff_.u32(field.at);
      return field;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::int64_t require(std::uint16_t tag, const char* what) const {
    const auto field = find(tag);
    if (!field) throw std::invalid_argument(std::string("the TIFF directory has no ") + what);
    return static_cast<std::int64_t>(field->number(tiff_, 0));
  }

 private:
  [[nodiscard]] std::uint64_t entry_size() const { return big_ ? 20 : 12; }

  const ByteView& tiff_;
  bool big_;
  std::uint64_t count_ = 0;
  std::uint64_t first_ = 0;
};

/// The end of the farthest strip or tile.
std::uint64_t data_end(const ByteView& tiff, const Directory& directory) {
  auto offsets = directory.find(kStripOffsets);
  auto counts = directory.find(kStripByteCounts);
  if (!offsets || !counts) {
    offsets = directory.find(kTileOffsets);
    counts = directory.find(kTileByteCounts);
  }
  if (!offsets || !counts) return 0;
  std::uint64_t end = 0;
  for (std::uint64_t i = 0; i < std::min(offsets->count, counts->count); ++i) {
    const std::uint64_t begin = offsets->number(tiff, i);
    const std::uint64_t length = counts->number(tiff, i);
    if (begin > tiff.size() || length > tiff.size() - begin)
      throw std::out_of_range("ends too early");
    end = std::max(end, begin + length);
  }
  return end;
}

}  // namespace

TiffHeader tiff_header(std::span<const std::uint8_t> bytes) {
  const bool little = ByteView(bytes, std::endian::little).has("II");
  const ByteView tiff(bytes, little ? std::endian::little : std::endian::big);
  const Directory directory(tiff);
  TiffHeader header;
  header.size.width = directory.require(kWidth, "width");
  header.size.height = directory.require(kHeight, "height");
  header.size.least_bytes = data_end(tiff, directory);
  const auto extra = directory.find(kExtraSamples);
  if (extra && extra->type == kShort && extra->count == 1 &&
      extra->number(tiff, 0) == kUnassociatedAlpha) {
    header.unassociated_alpha = extra->at;
  }
  return header;
}

}  // namespace saa
