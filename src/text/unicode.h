// Text as Unicode characters: what the tokenizers and the caption need, by utf8proc.
#pragma once

#include <string>
#include <string_view>

namespace saa::text {

/// @throws InputError naming the first byte that is not UTF-8.
[[nodiscard]] std::u32string from_utf8(std::string_view text);

/// Surrogates and numbers beyond Unicode do not occur in what from_utf8() and decomposed() give.
void append_utf8(std::string& text, char32_t character);
[[nodiscard]] std::string to_utf8(std::u32string_view text);

/// Canonical decomposition (NFD): accents stand behind their letters, in canonical order.
/// @param text valid UTF-8
[[nodiscard]] std::u32string decomposed(std::string_view text);

/// Canonical composition (NFC) of valid Unicode.
[[nodiscard]] std::u32string composed(std::u32string_view text);

/// What the character is when how it looks is left aside (NFKD): a full-width letter is the letter.
[[nodiscard]] std::u32string compatible(char32_t character);

/// The property White_Space.
[[nodiscard]] bool is_space(char32_t character);
/// Categories Cc, Cf and Co. Unassigned characters are none.
[[nodiscard]] bool is_control(char32_t character);
/// Categories P*, and all of ASCII that is neither letter, digit, space nor control.
[[nodiscard]] bool is_punctuation(char32_t character);
/// Category Mn: most accents.
[[nodiscard]] bool is_nonspacing_mark(char32_t character);

/// Categories L*.
[[nodiscard]] bool is_letter(char32_t character);
/// Categories N*.
[[nodiscard]] bool is_number(char32_t character);

/// One character for one, whatever stands around it.
[[nodiscard]] char32_t lower_case(char32_t character);
/// As Python's str.lower(): a sigma at the end of a word is the final one, and a dotted capital I
/// keeps its dot as a combining mark.
[[nodiscard]] std::u32string lower_case(std::u32string_view text);

}  // namespace saa::text
