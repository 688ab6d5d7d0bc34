// Text for a terminal: one line, nothing that moves the cursor.
#pragma once

#include <string>
#include <string_view>

namespace saa::cli {

/// Control characters (a file name may hold line feeds and escape sequences) become "?"; UTF-8 and
/// other bytes stay.
[[nodiscard]] std::string plain_line(std::string_view text);

}  // namespace saa::cli
