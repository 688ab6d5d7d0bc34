#include "cli/evaluate/figures_table.h"

#include "evaluation/run/figures.h"
#include "evaluation/run/result_tables.h"
#include "evaluation/run/run_folder.h"
#include "evaluation/tables/published.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

namespace saa::cli {
namespace {

struct Column {
  const char* title;
  std::string_view figure;     ///< NamedFigure::name
  bool needs_context = false;  ///< left out where no category has it
};

constexpr std::array kColumns = {Column{"F_p", "pixel_F1Max"},
                                 Column{"F_r", "region_F1Max"},
                                 Column{"F_r 1:1", "region_F1Max_one_to_one"},
                                 Column{"image AUROC", "image_AUROC"},
                                 Column{"AP", "image_AUPR"},
                                 Column{"F1", "image_F1Max"},
                                 Column{"neighbours' AUROC", "image_AUROC_neighbours", true},
                                 Column{"pixel AUROC", "pixel_AUROC"},
                                 Column{"AP", "pixel_AUPR"},
                                 Column{"AUPRO", "pixel_AUPRO"}};

const NamedFigure& figure_of(const Column& column) {
  return *std::ranges::find(named_figures(), column.figure, &NamedFigure::name);
}

std::vector<Column> columns_for(const ResultRow& row) {
  std::vector<Column> shown;
  for (const Column& column : kColumns)
    if (!column.needs_context || mean_figure(row.categories, figure_of(column)))
      shown.push_back(column);
  return shown;
}

std::string percent(const std::optional<double>& share) {
  return share ? fmt::format("{:.2f}", 100 * *share) : "–";
}

std::string image_count(const CategoryResult& result) {
  if (result.metrics.images == result.expected_images)
    return fmt::format("{}", result.metrics.images);
  return fmt::format("{}/{}", result.metrics.images, result.expected_images);
}

using Cells = std::vector<std::string>;

/// The paper's row of the same method or ablation; null: it has none.
const PublishedRow* published_row(const ResultRow& row) {
  if (row.variant.empty()) return find_published(published_table1(), row.method);
  return row.method == "saa+" ? find_published(published_table2(), row.variant) : nullptr;
}

/// What the paper has for the whole data set: F_p and F_r alone. Empty: nothing.
Cells published_cells(const ResultRow& row, std::size_t columns) {
  const auto group = group_of(row.categories.front().key.dataset);
  const PublishedRow* published = published_row(row);
  if (!group || published == nullptr) return {};
  Cells line = {"published", ""};
  for (const Figure figure : {Figure::f_p, Figure::f_r}) {
    const auto percents = published->at(*group, figure);
    line.push_back(percents ? fmt::format("{:.2f}", *percents) : "–");
  }
  line.resize(2 + columns);
  return line;
}

std::vector<Cells> cells_of(const ResultRow& row) {
  const std::vector<Column> columns = columns_for(row);
  std::vector<Cells> lines = {{row_name(row.method, row.variant), "images"}};
  for (const Column& column : columns) lines.front().emplace_back(column.title);
  for (const CategoryResult& result : row.categories) {
    Cells& line = lines.emplace_back(Cells{result.key.category, image_count(result)});
    for (const Column& column : columns)
      line.push_back(percent(figure_of(column).of(result.metrics)));
  }
  if (row.categories.size() > 1) {
    Cells& line = lines.emplace_back(Cells{"mean", ""});
    for (const Column& column : columns)
      line.push_back(percent(mean_figure(row.categories, figure_of(column))));
  }
  if (Cells published = published_cells(row, columns.size()); !published.empty())
    lines.push_back(std::move(published));
  return lines;
}

/// The first column starts at the left, the others end at the right. fmt counts columns, not bytes.
std::string aligned(const std::vector<Cells>& lines) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const Cells& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], line[i] == "–" ? 1 : line[i].size());
  std::string text;
  for (const Cells& line : lines) {
    text += fmt::format("{:<{}}", line.front(), widths.front());
    for (std::size_t i = 1; i < line.size(); ++i)
      text += fmt::format("  {:>{}}", line[i], widths[i]);
    text.erase(text.find_last_not_of(' ') + 1);  // of cells that are empty
    text += '\n';
  }
  return text;
}

}  // namespace

std::string figures_table(const Evaluation& evaluation) {
  std::string text;
  for (const ResultRow& row : by_row(evaluation.results))
    text += (text.empty() ? "" : "\n") + aligned(cells_of(row));
  return text;
}

}  // namespace saa::cli
