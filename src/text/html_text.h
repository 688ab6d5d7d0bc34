// Characters that HTML writes as "&eacute;" or "&#233;".
#pragma once

#include <string>
#include <string_view>

namespace saa::text {

/// Whether a semicolon must end a name or number, or may be missing where browsers forgive it.
enum class HtmlNames { strict, forgiving };

/// Names and numbers replaced by their characters, as Python's html.unescape does: numbers from 128
/// to 159 mean Windows-1252, impossible ones U+FFFD, control characters nothing. Known names are
/// those of Latin-1 and the quotes, dashes and marks of HTML 4; others stay as they are.
[[nodiscard]] std::u32string unescape_html(std::u32string_view text, HtmlNames names);

/// What Windows-1252 has in place of a C1 control character; any other character itself.
[[nodiscard]] char32_t from_windows_1252(char32_t character);

}  // namespace saa::text
