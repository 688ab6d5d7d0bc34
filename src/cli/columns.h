// Tables on the terminal.
#pragma once

#include <string>
#include <vector>

namespace saa::cli {

/// Columns as wide as their widest cell, two spaces apart; no space at the end of a line.
[[nodiscard]] std::string aligned_columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace saa::cli
