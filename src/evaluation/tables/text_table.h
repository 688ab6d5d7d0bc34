// Tables as text.
#pragma once

#include <string>
#include <vector>

namespace saa {

using TextRow = std::vector<std::string>;

/// A Markdown table whose columns are padded to one width, so that it reads well unrendered too.
/// The first `text_columns` start at the left, the others end at the right. Bars in cells are
/// escaped.
/// @param rows as long as the header.
[[nodiscard]] std::string markdown_table(const TextRow& header, const std::vector<TextRow>& rows,
                                         std::size_t text_columns);

}  // namespace saa
