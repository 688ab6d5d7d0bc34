#include "text/clip_clean.h"

#include "text/html_text.h"
#include "text/unicode.h"

#include <algorithm>
#include <array>

namespace saa::text {
namespace {

/// How often escaped escapes ("&amp;amp;…") are looked at again.
constexpr int kLevels = 8;

struct Ligature {
  char32_t character;
  std::u32string_view letters;
};

constexpr std::array kLigatures = std::to_array<Ligature>(
    {{U'\u0132', U"IJ"},      {U'\u0133', U"ij"}, {U'\u0149', U"\u02BCn"}, {U'\u01F1', U"DZ"},
     {U'\u01F2', U"Dz"},      {U'\u01F3', U"dz"}, {U'\u01C4', U"D\u017D"}, {U'\u01C5', U"D\u017E"},
     {U'\u01C6', U"d\u017E"}, {U'\u01C7', U"LJ"}, {U'\u01C8', U"Lj"},      {U'\u01C9', U"lj"},
     {U'\u01CA', U"NJ"},      {U'\u01CB', U"Nj"}, {U'\u01CC', U"nj"},      {U'\uFB00', U"ff"},
     {U'\uFB01', U"fi"},      {U'\uFB02', U"fl"}, {U'\uFB03', U"ffi"},     {U'\uFB04', U"ffl"},
     {U'\uFB05', U"\u017Ft"}, {U'\uFB06', U"st"}});

/// Controls that mean nothing in text, as ftfy lists them.
bool is_dropped(char32_t c) {
  return c <= 0x08 || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F ||
         (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
}

bool has_other_width(char32_t c) { return c >= 0xFF01 && c <= 0xFFEF; }

/// Curly quotes and the letter that looks like one.
char32_t straight(char32_t c) {
  if (c == 0x02BC || (c >= 0x2018 && c <= 0x201B)) return U'\'';
  if (c >= 0x201C && c <= 0x201F) return U'"';
  return c;
}

void append_plain(char32_t character, std::u32string& plain) {
  const char32_t c = from_windows_1252(character);
  if (const auto* const found = std::ranges::find(kLigatures, c, &Ligature::character);
      found != kLigatures.end()) {
    for (const char32_t letter : found->letters) plain += straight(letter);
  } else if (has_other_width(c)) {
    plain += compatible(c);
  } else if (c == 0x3000) {
    plain += U' ';
  } else if (!is_dropped(c)) {
    plain += straight(c);
  }
}

/// What ftfy.fix_text does to text that was decoded rightly.
std::u32string fixed(std::u32string text) {
  for (int level = 0; level < kLevels; ++level) {
    const bool is_markup = text.find(U'<') != std::u32string::npos;
    std::u32string plain;
    for (const char32_t c : is_markup ? text : unescape_html(text, HtmlNames::strict))
      append_plain(c, plain);
    plain = composed(plain);
    if (plain == text) break;
    text = std::move(plain);
  }
  return text;
}

std::u32string single_spaced(std::u32string_view text) {
  std::u32string words;
  bool behind_space = false;
  for (const char32_t c : text) {
    if (!is_space(c)) {
      if (behind_space && !words.empty()) words += U' ';
      words += c;
    }
    behind_space = is_space(c);
  }
  return words;
}

}  // namespace

std::u32string clean_for_clip(std::string_view text) {
  std::u32string plain = fixed(from_utf8(text));
  for (int twice = 0; twice < 2; ++twice) plain = unescape_html(plain, HtmlNames::forgiving);
  return lower_case(single_spaced(plain));
}

}  // namespace saa::text
