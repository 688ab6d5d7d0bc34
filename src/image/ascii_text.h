// Text in the letters that the drawn fonts have.
#pragma once

#include <string>
#include <string_view>

namespace saa {

/// UTF-8 as printable ASCII: Latin letters lose their accents, typographic signs become the plain
/// ones ("–" "-", "≥" ">=", "µ" "u", …), white space becomes a blank, and every other character or
/// invalid byte a "?".
[[nodiscard]] std::string to_ascii(std::string_view utf8);

}  // namespace saa
