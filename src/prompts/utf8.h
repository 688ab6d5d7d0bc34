// Walking through bytes that should be UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace saa {

/// Number of bytes of the UTF-8 character that `text` starts with: 1 to 4, or 0 if it is empty or
/// does not start with a well-formed one (overlong forms and surrogates are not).
[[nodiscard]] std::size_t utf8_length(std::string_view text);

}  // namespace saa
