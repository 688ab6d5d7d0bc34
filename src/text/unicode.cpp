#include "text/unicode.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <saa/error.h>
#include <stdexcept>
#include <utf8proc.h>
#include <vector>

namespace saa::text {
namespace {

constexpr char32_t kCapitalSigma = U'\u03A3';
constexpr char32_t kSmallSigma = U'\u03C3';
constexpr char32_t kFinalSigma = U'\u03C2';
constexpr char32_t kDottedCapitalI = U'\u0130';

const std::uint8_t* bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

utf8proc_category_t category(char32_t character) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(character));
}

std::vector<utf8proc_int32_t> decompose(std::string_view text, int form) {
  const auto options = static_cast<utf8proc_option_t>(form | UTF8PROC_STABLE);
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  const utf8proc_ssize_t count = utf8proc_decompose(bytes(text), size, nullptr, 0, options);
  std::vector<utf8proc_int32_t> characters(static_cast<std::size_t>(std::max(count, {})));
  if (count < 0 ||
      utf8proc_decompose(bytes(text), size, characters.data(), count, options) != count) {
    throw std::logic_error("normal forms are of valid Unicode");
  }
  return characters;
}

bool is_cased(char32_t character) {
  const utf8proc_category_t kind = category(character);
  return kind == UTF8PROC_CATEGORY_LU || kind == UTF8PROC_CATEGORY_LL ||
         kind == UTF8PROC_CATEGORY_LT;
}

/// Whether a word goes on behind the character: marks, and signs within words.
bool is_case_ignorable(char32_t character) {
  constexpr std::u32string_view kWithinWords =
      U"'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";
  switch (category(character)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
      return true;
    default:
      return kWithinWords.find(character) != std::u32string_view::npos;
  }
}

/// Whether the character at `place` ends a word: a letter before it and none behind.
bool ends_word(std::u32string_view text, std::size_t place) {
  std::size_t before = place;
  while (before > 0 && is_case_ignorable(text[before - 1])) --before;
  std::size_t after = place + 1;
  while (after < text.size() && is_case_ignorable(text[after])) ++after;
  return before > 0 && is_cased(text[before - 1]) &&
         !(after < text.size() && is_cased(text[after]));
}

}  // namespace

std::u32string from_utf8(std::string_view text) {
  std::u32string characters;
  for (std::size_t place = 0; place < text.size();) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(
        bytes(text) + place, static_cast<utf8proc_ssize_t>(text.size() - place), &character);
    if (length <= 0) {
      throw InputError("text that is not UTF-8, from byte " + std::to_string(place + 1) +
                       " on: write it as UTF-8");
    }
    characters += static_cast<char32_t>(character);
    place += static_cast<std::size_t>(length);
  }
  return characters;
}

void append_utf8(std::string& text, char32_t character) {
  std::array<utf8proc_uint8_t, 4> buffer{};
  const utf8proc_ssize_t length =
      utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), buffer.data());
  text.append(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(length));
}

std::string to_utf8(std::u32string_view text) {
  std::string bytes;
  for (const char32_t character : text) append_utf8(bytes, character);
  return bytes;
}

std::u32string decomposed(std::string_view text) {
  const std::vector<utf8proc_int32_t> characters = decompose(text, UTF8PROC_DECOMPOSE);
  return {characters.begin(), characters.end()};
}

std::u32string composed(std::u32string_view text) {
  constexpr auto kForm = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  std::vector<utf8proc_int32_t> characters = decompose(to_utf8(text), UTF8PROC_DECOMPOSE);
  const utf8proc_ssize_t count = utf8proc_normalize_utf32(
      characters.data(), static_cast<utf8proc_ssize_t>(characters.size()), kForm);
  return {characters.begin(), characters.begin() + count};
}

std::u32string compatible(char32_t character) {
  const std::vector<utf8proc_int32_t> characters =
      decompose(to_utf8({&character, 1}), UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
  return {characters.begin(), characters.end()};
}

bool is_space(char32_t character) {
  switch (category(character)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return (character >= U'\t' && character <= U'\r') || character == U'\u0085';
  }
}

bool is_control(char32_t character) {
  const utf8proc_category_t kind = category(character);
  return kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_CF ||
         kind == UTF8PROC_CATEGORY_CO;
}

bool is_punctuation(char32_t character) {
  if (character < 0x80) return std::ispunct(static_cast<int>(character)) != 0;
  const utf8proc_category_t kind = category(character);
  return kind >= UTF8PROC_CATEGORY_PC && kind <= UTF8PROC_CATEGORY_PO;
}

bool is_nonspacing_mark(char32_t character) { return category(character) == UTF8PROC_CATEGORY_MN; }

bool is_letter(char32_t character) {
  const utf8proc_category_t kind = category(character);
  return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
}

bool is_number(char32_t character) {
  const utf8proc_category_t kind = category(character);
  return kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO;
}

char32_t lower_case(char32_t character) {
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(character)));
}

std::u32string lower_case(std::u32string_view text) {
  std::u32string lower;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == kCapitalSigma) {
      lower += ends_word(text, i) ? kFinalSigma : kSmallSigma;
    } else if (text[i] == kDottedCapitalI) {
      lower += U"i\u0307";
    } else {
      lower += lower_case(text[i]);
    }
  }
  return lower;
}

}  // namespace saa::text
