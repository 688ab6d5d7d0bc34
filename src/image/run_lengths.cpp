#include "image/run_lengths.h"

#include <algorithm>
#include <limits>
#include <saa/error.h>

namespace saa {
namespace {

/// Puts neighbouring runs of one value together.
class Runs {
 public:
  void add(bool value, std::uint32_t length) {
    if (length == 0) return;
    if (value != value_) {
      counts_.push_back(run_);
      run_ = 0;
      value_ = value;
    }
    run_ += length;
  }
  std::vector<std::uint32_t> finish() {
    if (run_ > 0) counts_.push_back(run_);
    return std::move(counts_);
  }

 private:
  std::vector<std::uint32_t> counts_;
  bool value_ = false;
  std::uint32_t run_ = 0;
};

/// `window` stands at (left, top) of the image.
RunLengths encode(const Mask& window, int left, int top, int width, int height) {
  const int x0 = std::clamp(left, 0, width);
  const int x1 = std::clamp(left + window.width, x0, width);
  const int y0 = std::clamp(top, 0, height);
  const int y1 = std::clamp(top + window.height, y0, height);
  const auto column = [](int n) { return static_cast<std::uint32_t>(n); };
  Runs runs;
  for (int x = 0; x < width; ++x) {
    if (x < x0 || x >= x1) {
      runs.add(false, column(height));
      continue;
    }
    runs.add(false, column(y0));
    for (int y = y0; y < y1; ++y) runs.add(window.at(x - left, y - top) != 0, 1);
    runs.add(false, column(height - y1));
  }
  return {width, height, runs.finish()};
}

// Base 32 with five bits a character: a sixth says that more follow, the fifth of the last one is
// the sign.
constexpr int kZero = '0';
constexpr int kDigitBits = 5;
constexpr std::int64_t kDigitMask = 0x1F;
constexpr std::int64_t kSignBit = 0x10;
constexpr std::int64_t kMoreBit = 0x20;

void append_number(std::string& text, std::int64_t number) {
  for (bool more = true; more;) {
    std::int64_t digit = number & kDigitMask;
    number >>= kDigitBits;
    more = number != ((digit & kSignBit) != 0 ? -1 : 0);
    if (more) digit |= kMoreBit;
    text += static_cast<char>(digit + kZero);
  }
}

/// The number at the front of `text`, which moves past it.
std::int64_t take_number(std::string_view& text) {
  constexpr int kMaxBits = 40;  // a difference of two 32-bit counts has 33
  std::int64_t number = 0;
  for (int bits = 0; !text.empty(); bits += kDigitBits) {
    const std::int64_t digit = text.front() - kZero;
    if (digit < 0 || digit > (kDigitMask | kMoreBit))
      throw InputError(
          std::string("COCO run lengths hold a character that has no meaning there: '") +
          text.front() + "'");
    if (bits >= kMaxBits) throw InputError("COCO run lengths hold a number that is too long");
    text.remove_prefix(1);
    number |= (digit & kDigitMask) << bits;
    if ((digit & kMoreBit) != 0) continue;
    if ((digit & kSignBit) != 0) number -= std::int64_t{1} << (bits + kDigitBits);
    return number;
  }
  throw InputError("COCO run lengths end within a number");
}

}  // namespace

RunLengths run_lengths(const Mask& mask) { return encode(mask, 0, 0, mask.width, mask.height); }

RunLengths run_lengths(const RegionMask& region, int width, int height) {
  return encode(region.window, region.x, region.y, width, height);
}

Mask decode_run_lengths(const RunLengths& runs, std::int64_t max_pixels) {
  const std::string size = std::to_string(runs.width) + "x" + std::to_string(runs.height);
  if (runs.width < 0 || runs.height < 0)
    throw InputError("COCO run lengths are for an image of " + size + " pixels");
  const std::int64_t pixels = std::int64_t{runs.width} * runs.height;
  if (pixels > max_pixels) {
    throw InputError("COCO run lengths are for an image of " + size +
                     " pixels, more than the limit of " + std::to_string(max_pixels));
  }
  std::int64_t total = 0;
  for (const std::uint32_t count : runs.counts) total += count;
  if (total != pixels) {
    throw InputError("COCO run lengths add up to " + std::to_string(total) +
                     " pixels, but the image of " + size + " has " + std::to_string(pixels));
  }
  Mask mask(runs.width, runs.height);
  std::int64_t at = 0;
  bool value = false;
  for (const std::uint32_t count : runs.counts) {
    for (const std::int64_t end = at + count; at < end; ++at) {
      if (value)
        mask.at(static_cast<int>(at / runs.height), static_cast<int>(at % runs.height)) = 1;
    }
    value = !value;
  }
  return mask;
}

std::string compressed_counts(const RunLengths& runs) {
  std::string text;
  for (std::size_t i = 0; i < runs.counts.size(); ++i) {
    const std::int64_t before = i > 2 ? runs.counts[i - 2] : 0;
    append_number(text, runs.counts[i] - before);
  }
  return text;
}

RunLengths parse_compressed_counts(std::string_view text, int width, int height) {
  RunLengths runs{width, height, {}};
  while (!text.empty()) {
    const std::size_t i = runs.counts.size();
    const std::int64_t count = take_number(text) + (i > 2 ? runs.counts[i - 2] : 0);
    if (count < 0 || count > std::numeric_limits<std::uint32_t>::max())
      throw InputError("COCO run lengths hold a run of " + std::to_string(count) + " pixels");
    runs.counts.push_back(static_cast<std::uint32_t>(count));
  }
  return runs;
}

}  // namespace saa
