#include "evaluation/plots/svg.h"
#include "evaluation/report/sections.h"
#include "evaluation/tables/published.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <vector>

namespace saa {
namespace {

/// A column of the table: a figure of Metrics.
struct Column {
  const char* name;
  const char* meaning;
  std::optional<double> (*of)(const Metrics&);
  bool needs_context = false;  ///< left out where no category has it
};

std::optional<double> at_best(const std::optional<AtThreshold>& best) {
  return best ? std::optional(best->value) : std::nullopt;
}

constexpr std::array kColumns = {
    Column{"F_p", "pixel_F1Max: the best F1 over all thresholds on pixels",
           [](const Metrics& m) { return at_best(m.pixel_f1_max); }},
    Column{"F_r", "the best F1 over regions, as published; may exceed 100",
           [](const Metrics& m) { return at_best(m.region_f1); }},
    Column{"F_r one-to-one", "the best F1 over regions, each counted once",
           [](const Metrics& m) { return at_best(m.region_f1_one_to_one); }},
    Column{"pixel AUROC", "pixel_AUROC", [](const Metrics& m) { return m.pixel_auroc; }},
    Column{"pixel AP", "pixel_AUPR", [](const Metrics& m) { return m.pixel_ap; }},
    Column{"AUPRO", "AUPRO up to a false-positive rate of 0.3",
           [](const Metrics& m) { return m.aupro; }},
    Column{"image AUROC", "image_AUROC", [](const Metrics& m) { return m.image_auroc; }},
    Column{"image AP", "image_AUPR", [](const Metrics& m) { return m.image_ap; }},
    Column{"image F1", "image_F1Max", [](const Metrics& m) { return at_best(m.image_f1_max); }},
    Column{"image AUROC, neighbours", "image_AUROC_neighbours: by the neighbours' image score",
           [](const Metrics& m) { return m.image_auroc_neighbours; }, /*needs_context=*/true},
    Column{"AP", "image_AUPR_neighbours", [](const Metrics& m) { return m.image_ap_neighbours; },
           /*needs_context=*/true},
    Column{"F1", "image_F1Max_neighbours",
           [](const Metrics& m) { return at_best(m.image_f1_max_neighbours); },
           /*needs_context=*/true},
};

using Columns = std::vector<Column>;

Columns columns_for(std::span<const ReportedCategory> categories) {
  Columns shown;
  for (const Column& column : kColumns) {
    const auto has_it = [&](const ReportedCategory& category) {
      return column.of(category.result.metrics).has_value();
    };
    if (!column.needs_context || std::ranges::any_of(categories, has_it)) shown.push_back(column);
  }
  return shown;
}

std::string cell(const std::optional<double>& percent) {
  return fmt::format("<td>{}</td>", percent_text(percent));
}

std::optional<double> percent(const std::optional<double>& share) {
  return share ? std::optional(100 * *share) : std::nullopt;
}

std::string row(const std::string& name, const std::string& images,
                const std::vector<std::optional<double>>& percents, const char* css_class) {
  std::string html = fmt::format("<tr class=\"{}\"><th scope=\"row\">{}</th><td>{}</td>", css_class,
                                 escape_markup(name), images);
  for (const auto& value : percents) html += cell(value);
  return html + "</tr>\n";
}

std::string category_row(const CategoryResult& result, const Columns& columns) {
  const Metrics& metrics = result.metrics;
  std::string images = std::to_string(metrics.images);
  if (const std::size_t whole = whole_size(result); metrics.images < whole)
    images += fmt::format(" of {}", whole);
  images += fmt::format(" ({} anomalous)", metrics.anomalous_images);
  std::vector<std::optional<double>> percents;
  for (const Column& column : columns) percents.push_back(percent(column.of(metrics)));
  return row(category_title(result), images, percents, "category");
}

/// Over the categories that have the figure.
std::optional<double> mean(std::span<const ReportedCategory> categories, const Column& column) {
  double sum = 0;
  std::size_t count = 0;
  for (const ReportedCategory& category : categories) {
    if (const auto value = column.of(category.result.metrics)) {
      sum += *value;
      ++count;
    }
  }
  return count == 0 ? std::nullopt : percent(sum / static_cast<double>(count));
}

std::string mean_row(std::span<const ReportedCategory> categories, const Columns& columns) {
  std::size_t images = 0;
  for (const ReportedCategory& category : categories) images += category.result.metrics.images;
  std::vector<std::optional<double>> percents;
  for (const Column& column : columns) percents.push_back(mean(categories, column));
  return row(fmt::format("mean of {}", categories.size()), std::to_string(images), percents,
             "mean");
}

/// The paper's row of each method for this data set, the one that was evaluated marked.
std::string published_rows(const ResultKey& key, const Columns& columns) {
  const auto group = group_of(key.dataset);
  if (!group) return {};
  const std::size_t categories = group_size(*group);
  const std::string what =
      categories == 1 ? "published" : fmt::format("published mean of {}", categories);
  std::string html;
  for (const PublishedRow& published : published_table1()) {
    const auto f_p = published.at(*group, Figure::f_p);
    if (!f_p) continue;
    std::vector<std::optional<double>> percents(columns.size());
    percents[0] = f_p;
    percents[1] = published.at(*group, Figure::f_r);
    html += row(fmt::format("{}, {}", published.name, what), "", percents,
                published.key == key.method ? "published same" : "published");
  }
  return html;
}

}  // namespace

std::string figures_table(std::span<const ReportedCategory> categories) {
  const Columns columns = columns_for(categories);
  std::string html =
      "<div class=\"wide\"><table><caption><span>"
      "All figures in per cent, each at its best threshold on these images, as in the paper."
      "</span></caption>\n<thead><tr><th scope=\"col\">category</th>"
      "<th scope=\"col\">images</th>";
  for (const Column& column : columns)
    html += fmt::format("<th scope=\"col\" title=\"{}\">{}</th>", escape_markup(column.meaning),
                        column.name);
  html += "</tr></thead>\n<tbody>\n";
  for (const ReportedCategory& category : categories)
    html += category_row(category.result, columns);
  if (categories.size() > 1) html += mean_row(categories, columns);
  if (!categories.empty()) html += published_rows(categories.front().result.key, columns);
  return html + "</tbody></table></div>\n";
}

}  // namespace saa
