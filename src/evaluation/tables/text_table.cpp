#include "evaluation/tables/text_table.h"

#include "output/json.h"

#include <algorithm>
#include <fmt/format.h>

namespace saa {
namespace {

/// A cell in which nothing ends the cell or the row.
std::string markdown_cell(const std::string& text) {
  std::string cell;
  for (const char c : valid_utf8(text)) {
    if (c == '|') cell += '\\';
    cell += c == '\n' || c == '\r' ? ' ' : c;
  }
  return cell;
}

/// Characters, which is what a column is wide where no wide scripts are used.
std::size_t width(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& cell, std::size_t columns, bool at_left) {
  const std::string space(columns - width(cell), ' ');
  return at_left ? cell + space : space + cell;
}

}  // namespace

std::string markdown_table(const TextRow& header, const std::vector<TextRow>& rows,
                           std::size_t text_columns) {
  std::vector<TextRow> lines = {header};
  lines.insert(lines.end(), rows.begin(), rows.end());
  std::vector<std::size_t> widths(header.size(), 3);
  for (TextRow& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      line[i] = markdown_cell(line[i]);
      widths[i] = std::max(widths[i], width(line[i]));
    }
  }
  std::string rule = "|";
  for (std::size_t i = 0; i < header.size(); ++i)
    rule += ' ' + std::string(widths[i] - 1, '-') + (i < text_columns ? "- |" : ": |");
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    text += '|';
    for (std::size_t i = 0; i < lines[row].size(); ++i)
      text += ' ' + padded(lines[row][i], widths[i], i < text_columns) + " |";
    text += '\n';
    if (row == 0) text += rule + '\n';
  }
  return text;
}

}  // namespace saa
