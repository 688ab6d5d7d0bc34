// Texts from untrusted files in messages.
#pragma once

#include <string>
#include <string_view>

namespace saa {

/// 'text' in quotes, on one line: what is not printable ASCII is shown as \xNN, and a long text is
/// cut, so that a file cannot write to the terminal what it likes.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace saa
