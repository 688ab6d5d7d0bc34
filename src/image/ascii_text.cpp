#include "image/ascii_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace saa {
namespace {

constexpr char32_t kInvalid = 0xFFFD;

// Letters without their accents, one for each code point.
constexpr std::string_view kLatin1 =  // U+00C0 to U+00FF
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
constexpr std::string_view kLatinExtended =  // U+0100 to U+017F
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLl"
    "NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kLatin1.size() == 0x40 && kLatinExtended.size() == 0x80);

struct Replacement {
  char32_t sign;
  std::string_view ascii;
};

constexpr std::array kReplacements = {
    Replacement{0x00A0, " "},  Replacement{0x00B0, " deg"}, Replacement{0x00B1, "+/-"},
    Replacement{0x00B2, "2"},  Replacement{0x00B3, "3"},    Replacement{0x00B5, "u"},
    Replacement{0x00B7, "-"},  Replacement{0x00C6, "AE"},   Replacement{0x00DF, "ss"},
    Replacement{0x00E6, "ae"}, Replacement{0x0152, "OE"},   Replacement{0x0153, "oe"},
    Replacement{0x03BC, "u"},  Replacement{0x2010, "-"},    Replacement{0x2011, "-"},
    Replacement{0x2013, "-"},  Replacement{0x2014, "-"},    Replacement{0x2018, "'"},
    Replacement{0x2019, "'"},  Replacement{0x201C, "\""},   Replacement{0x201D, "\""},
    Replacement{0x201E, "\""}, Replacement{0x2022, "-"},    Replacement{0x2026, "..."},
    Replacement{0x2212, "-"},  Replacement{0x2264, "<="},   Replacement{0x2265, ">="},
};

/// The character at the front, which moves past it: one byte if that is not the start of one.
char32_t take_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  std::size_t length = 1;
  char32_t character = first;
  if (first >= 0xF0 && first < 0xF8) {
    length = 4;
    character = first & 0x07U;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3;
    character = first & 0x0FU;
  } else if (first >= 0xC0 && first < 0xE0) {
    length = 2;
    character = first & 0x1FU;
  } else if (first >= 0x80) {
    character = kInvalid;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size() || (byte(i) & 0xC0U) != 0x80) {
      text.remove_prefix(1);
      return kInvalid;
    }
    character = character << 6U | (byte(i) & 0x3FU);
  }
  text.remove_prefix(length);
  return character;
}

void append_ascii(std::string& text, char32_t character) {
  if (character <= ' ') {
    text += ' ';
  } else if (character < 0x7F) {
    text += static_cast<char>(character);
  } else if (const auto* found = std::ranges::find(kReplacements, character, &Replacement::sign);
             found != kReplacements.end()) {
    text += found->ascii;
  } else if (0xC0 <= character && character <= 0xFF) {
    text += kLatin1[character - 0xC0];
  } else if (0x100 <= character && character <= 0x17F) {
    text += kLatinExtended[character - 0x100];
  } else {
    text += '?';
  }
}

}  // namespace

std::string to_ascii(std::string_view utf8) {
  std::string text;
  while (!utf8.empty()) append_ascii(text, take_character(utf8));
  return text;
}

}  // namespace saa
