#include "text/html_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace saa::text {
namespace {

constexpr char32_t kReplacement = U'\uFFFD';

/// Of the characters from U+00A0 on, in their order.
constexpr std::array<std::string_view, 96> kLatin1 = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

struct Entity {
  std::string_view name;
  char32_t character;
};

/// Like those of Latin-1, understood without a semicolon.
constexpr std::array kMarkup = std::to_array<Entity>({{"amp", U'&'},
                                                      {"AMP", U'&'},
                                                      {"lt", U'<'},
                                                      {"LT", U'<'},
                                                      {"gt", U'>'},
                                                      {"GT", U'>'},
                                                      {"quot", U'"'},
                                                      {"QUOT", U'"'},
                                                      {"COPY", U'\u00A9'},
                                                      {"REG", U'\u00AE'}});

constexpr std::array kMarks = std::to_array<Entity>(
    {{"apos", U'\''},       {"OElig", U'\u0152'},  {"oelig", U'\u0153'}, {"Scaron", U'\u0160'},
     {"scaron", U'\u0161'}, {"Yuml", U'\u0178'},   {"fnof", U'\u0192'},  {"circ", U'\u02C6'},
     {"tilde", U'\u02DC'},  {"ensp", U'\u2002'},   {"emsp", U'\u2003'},  {"thinsp", U'\u2009'},
     {"zwnj", U'\u200C'},   {"zwj", U'\u200D'},    {"lrm", U'\u200E'},   {"rlm", U'\u200F'},
     {"ndash", U'\u2013'},  {"mdash", U'\u2014'},  {"lsquo", U'\u2018'}, {"rsquo", U'\u2019'},
     {"sbquo", U'\u201A'},  {"ldquo", U'\u201C'},  {"rdquo", U'\u201D'}, {"bdquo", U'\u201E'},
     {"dagger", U'\u2020'}, {"Dagger", U'\u2021'}, {"bull", U'\u2022'},  {"hellip", U'\u2026'},
     {"permil", U'\u2030'}, {"prime", U'\u2032'},  {"Prime", U'\u2033'}, {"lsaquo", U'\u2039'},
     {"rsaquo", U'\u203A'}, {"euro", U'\u20AC'},   {"trade", U'\u2122'}});

/// Windows-1252 from 128 on; 0 where it has nothing.
constexpr std::array<char32_t, 32> kWindows1252 = {
    U'\u20AC', 0,         U'\u201A', U'\u0192', U'\u201E', U'\u2026', U'\u2020', U'\u2021',
    U'\u02C6', U'\u2030', U'\u0160', U'\u2039', U'\u0152', 0,         U'\u017D', 0,
    0,         U'\u2018', U'\u2019', U'\u201C', U'\u201D', U'\u2022', U'\u2013', U'\u2014',
    U'\u02DC', U'\u2122', U'\u0161', U'\u203A', U'\u0153', 0,         U'\u017E', U'\u0178'};

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

int hex_digit(char32_t c) {
  if (is_digit(c)) return static_cast<int>(c - U'0');
  if (c >= U'a' && c <= U'f') return static_cast<int>(c - U'a') + 10;
  if (c >= U'A' && c <= U'F') return static_cast<int>(c - U'A') + 10;
  return -1;
}

/// Controls and characters that will never be: HTML drops them.
bool is_dropped(char32_t c) {
  const bool control =
      (c >= 1 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || (c >= 0x7F && c <= 0x9F);
  return control || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFE;
}

std::u32string numbered(char32_t number) {
  if (number == U'\r') return U"\r";
  const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
  if (number == 0 || surrogate || number > 0x10FFFF) return {kReplacement};
  const char32_t character = from_windows_1252(number);
  if (character != number || (number >= 0x80 && number <= 0x9F)) return {character};
  return is_dropped(number) ? std::u32string() : std::u32string{number};
}

/// A reference at the front of the text: its meaning, and how long it is.
struct Reference {
  std::u32string meaning;
  std::size_t length;
};

/// "&#233;" or "&#xE9;".
std::optional<Reference> number_at(std::u32string_view text, HtmlNames names) {
  constexpr char32_t kTooLarge = 0x110000;
  const bool hex = text.size() > 2 && (text[2] == U'x' || text[2] == U'X');
  std::size_t end = hex ? 3 : 2;
  const std::size_t begin = end;
  char32_t number = 0;
  for (; end < text.size() && (hex ? hex_digit(text[end]) >= 0 : is_digit(text[end])); ++end) {
    const auto digit = static_cast<char32_t>(hex_digit(text[end]));
    number = std::min<char32_t>(kTooLarge, number * (hex ? 16U : 10U) + digit);
  }
  if (end == begin) return std::nullopt;
  const bool ended = end < text.size() && text[end] == U';';
  if (!ended && names == HtmlNames::strict) return std::nullopt;
  return Reference{numbered(number), end + (ended ? 1 : 0)};
}

std::optional<char32_t> forgiven(std::string_view name) {
  if (const auto* const found = std::ranges::find(kMarkup, name, &Entity::name);
      found != kMarkup.end())
    return found->character;
  const auto* const found = std::ranges::find(kLatin1, name);
  if (found == kLatin1.end()) return std::nullopt;
  return char32_t{0xA0} + static_cast<char32_t>(found - kLatin1.begin());
}

std::optional<char32_t> named(std::string_view name) {
  if (const auto* const found = std::ranges::find(kMarks, name, &Entity::name);
      found != kMarks.end())
    return found->character;
  return forgiven(name);
}

/// "&eacute;", or the longest name that may stand without its semicolon.
std::optional<Reference> name_at(std::u32string_view text, HtmlNames names) {
  constexpr std::size_t kLongestName = 6;
  std::string name;
  const auto is_of_name = [](char32_t c) {
    return is_digit(c) || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
  };
  for (std::size_t i = 1; i < text.size() && i <= kLongestName && is_of_name(text[i]); ++i)
    name += static_cast<char>(text[i]);
  const std::size_t end = 1 + name.size();
  if (end < text.size() && text[end] == U';') {
    if (const auto found = named(name)) return Reference{{*found}, end + 1};
  }
  if (names == HtmlNames::strict) return std::nullopt;
  for (; name.size() > 1; name.pop_back()) {
    if (const auto found = forgiven(name)) return Reference{{*found}, 1 + name.size()};
  }
  return std::nullopt;
}

}  // namespace

char32_t from_windows_1252(char32_t character) {
  if (character < 0x80 || character > 0x9F) return character;
  const char32_t meant = kWindows1252.at(character - 0x80);
  return meant == 0 ? character : meant;
}

std::u32string unescape_html(std::u32string_view text, HtmlNames names) {
  std::u32string plain;
  while (!text.empty()) {
    const std::size_t place = std::min(text.find(U'&'), text.size());
    plain += text.substr(0, place);
    text.remove_prefix(place);
    if (text.empty()) break;
    const auto found =
        text.size() > 1 && text[1] == U'#' ? number_at(text, names) : name_at(text, names);
    plain += found ? found->meaning : std::u32string(1, U'&');
    text.remove_prefix(found ? found->length : 1);
  }
  return plain;
}

}  // namespace saa::text
