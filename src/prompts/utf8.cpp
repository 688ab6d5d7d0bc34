#include "prompts/utf8.h"

namespace saa {
namespace {

/// One row of the table of well-formed byte sequences in the Unicode standard (table 3-7): the
/// range of the first byte, the range of the second, and the length. Further bytes are 80..BF.
struct Sequence {
  unsigned char first_low, first_high, second_low, second_high;
  std::size_t length;
};

constexpr Sequence kSequences[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

bool within(char byte, unsigned char low, unsigned char high) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= low && value <= high;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  for (const Sequence& row : kSequences) {
    if (!within(text[0], row.first_low, row.first_high)) continue;
    if (text.size() < row.length) return 0;
    if (row.length > 1 && !within(text[1], row.second_low, row.second_high)) return 0;
    for (std::size_t i = 2; i < row.length; ++i)
      if (!within(text[i], 0x80, 0xBF)) return 0;
    return row.length;
  }
  return 0;
}

}  // namespace saa
