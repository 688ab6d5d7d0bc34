// Tables for programs: RFC 4180 with line feeds, UTF-8.
#pragma once

#include <span>
#include <string>

namespace saa {

/// The text, quoted where commas, quotes or line ends would be taken for the table's own. Bytes
/// that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string csv_cell(const std::string& text);

/// Cells joined by commas, with a line feed behind them.
[[nodiscard]] std::string csv_line(std::span<const std::string> cells);

}  // namespace saa
