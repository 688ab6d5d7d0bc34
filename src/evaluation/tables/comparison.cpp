#include "evaluation/tables/comparison.h"

#include "evaluation/plots/charts.h"
#include "evaluation/tables/text_table.h"
#include "output/csv.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace saa {
namespace {

constexpr std::string_view kFullMethod = "saa+";

bool has(std::span<const CategoryResult> results, const PaperCategory& category) {
  return std::ranges::any_of(results, [&](const CategoryResult& result) {
    return result.key.dataset == category.dataset && result.key.category == category.name;
  });
}

/// "MVTec: not evaluated", or "MVTec: not evaluated: bottle, cable"; nothing if all are there.
std::string missing_note(std::span<const CategoryResult> results, Group dataset) {
  std::vector<std::string_view> missing;
  for (const PaperCategory& category : paper_categories())
    if (belongs_to(category, dataset) && !has(results, category)) missing.push_back(category.name);
  if (missing.empty()) return {};
  if (missing.size() == group_size(dataset))
    return fmt::format("{}: not evaluated", group_name(dataset));
  return fmt::format("{}: not evaluated: {}", group_name(dataset), fmt::join(missing, ", "));
}

/// Which images are missing, once a category however many methods saw it.
std::vector<std::string> limit_notes(std::span<const CategoryResult> results) {
  std::set<std::string> notes;
  for (const CategoryResult& result : results) {
    if (result.metrics.images >= whole_size(result)) continue;
    notes.insert(
        fmt::format("* {} {}: {} of {} images; figures of a part are not those of the whole",
                    dataset_name(result.key.dataset), result.key.category, result.metrics.images,
                    whole_size(result)));
  }
  return {notes.begin(), notes.end()};
}

/// Engines and splits are part of what a figure means.
std::vector<std::string> origin_notes(std::span<const CategoryResult> results) {
  std::set<std::string> notes;
  for (const CategoryResult& result : results) {
    if (!result.engine.empty())
      notes.insert(fmt::format("{} by the engine '{}'", result.key.method, result.engine));
    if (result.key.dataset == DatasetKind::ksdd2)
      notes.insert(fmt::format("KSDD2: split '{}' (the paper does not say which it used)",
                               result.key.split));
  }
  return {notes.begin(), notes.end()};
}

TextRow header_row() {
  TextRow header = {"", ""};
  for (const Group group : kGroups) header.emplace_back(group_name(group));
  return header;
}

TextRow measured_row(const ComparisonRow& row, Figure figure) {
  TextRow cells = {row.name, "here"};
  for (const Group group : kGroups)
    cells.push_back(mean_text(group_mean(row.results, group, figure)));
  return cells;
}

TextRow published_row(const PublishedRow& row, Figure figure) {
  TextRow cells = {"", "paper"};
  for (const Group group : kGroups) cells.push_back(percent_text(row.at(group, figure)));
  return cells;
}

bool is_published(const ComparisonRow& row, Figure figure) {
  return row.published != nullptr && std::ranges::any_of(kGroups, [&](Group group) {
           return row.published->at(group, figure).has_value();
         });
}

std::string figure_table(const Comparison& comparison, Figure figure) {
  std::vector<TextRow> rows;
  for (const ComparisonRow& row : comparison.rows) {
    rows.push_back(measured_row(row, figure));
    if (is_published(row, figure)) rows.push_back(published_row(*row.published, figure));
  }
  return markdown_table(header_row(), rows, /*text_columns=*/2);
}

/// A bar cannot carry "(1 of 7)": beside the published mean it would pass for the whole.
std::vector<std::optional<double>> bar_values(const ComparisonRow& row, Figure figure) {
  std::vector<std::optional<double>> values;
  for (const Group group : kGroups) {
    const GroupMean mean = group_mean(row.results, group, figure);
    values.push_back(mean.categories == mean.of ? std::optional(100 * mean.value) : std::nullopt);
  }
  return values;
}

/// With a star where bars stand for a part of the images.
std::string cluster_name(const Comparison& comparison, Group group, Figure figure) {
  const bool partly = std::ranges::any_of(comparison.rows, [&](const ComparisonRow& row) {
    return !group_mean(row.results, group, figure).all_images;
  });
  return std::string(group_name(group)) + (partly ? "*" : "");
}

std::vector<std::optional<double>> bar_references(const ComparisonRow& row, Figure figure) {
  std::vector<std::optional<double>> values;
  for (const Group group : kGroups)
    values.push_back(row.published ? row.published->at(group, figure) : std::nullopt);
  return values;
}

/// "SAA+", and where its networks are not the paper's "SAA+, offline engine".
std::string row_title(std::string_view name, std::span<const CategoryResult> results) {
  const bool offline = std::ranges::any_of(
      results, [](const CategoryResult& result) { return result.engine == "offline"; });
  return offline ? fmt::format("{}, offline engine", name) : std::string(name);
}

ComparisonRow full_row(std::span<const CategoryResult> results, std::string name,
                       std::string_view variant, const PublishedRow* published) {
  return {.name = std::move(name),
          .results = results_of(results, kFullMethod, variant),
          .waits_for = {},
          .published = published};
}

}  // namespace

std::vector<CategoryResult> results_of(std::span<const CategoryResult> results,
                                       std::string_view method, std::string_view variant) {
  std::vector<CategoryResult> own;
  std::ranges::copy_if(results, std::back_inserter(own), [&](const CategoryResult& result) {
    return result.key.method == method && result.key.variant == variant;
  });
  return own;
}

Comparison compare_table1(std::span<const CategoryResult> results) {
  Comparison comparison{.title = "Table 1: methods", .rows = {}, .notes = {}};
  for (const PublishedRow& published : published_table1()) {
    std::vector<CategoryResult> own = results_of(results, published.key, "");
    std::string name = row_title(published.name, own);
    comparison.rows.push_back({.name = std::move(name),
                               .results = std::move(own),
                               .waits_for = {},
                               .published = &published});
  }
  return comparison;
}

Comparison compare_table2(std::span<const CategoryResult> results) {
  Comparison comparison{
      .title = "Table 2: SAA+ without one of its prompts", .rows = {}, .notes = {}};
  for (const PublishedRow& row : published_table2())
    comparison.rows.push_back(full_row(results, std::string(row.name), row.key, &row));
  return comparison;
}

Comparison compare_figure4(std::span<const CategoryResult> results) {
  Comparison comparison{
      .title = "Figure 4: SAA+ with and without saliency", .rows = {}, .notes = {}};
  const PublishedRow* without = find_published(published_table2(), "without-saliency");
  comparison.rows.push_back(full_row(results, "without saliency", without->key, without));
  comparison.rows.push_back(
      full_row(results, "with saliency", "", find_published(published_table1(), kFullMethod)));
  return comparison;
}

Comparison compare_figure5(std::span<const CategoryResult> results) {
  Comparison comparison{
      .title = "Figure 5: SAA+ with K regions kept",
      .rows = {},
      .notes = {"the paper draws this curve without its values; printed are K = 5 (Table 1) and "
                "every region (Table 2)"}};
  for (int k = 1; k <= kPublishedLargestTopK; ++k)
    comparison.rows.push_back(full_row(
        results, fmt::format("K = {}", k), fmt::format("top-k={}", k),
        k == kPublishedBestTopK ? find_published(published_table1(), kFullMethod) : nullptr));
  const PublishedRow* all = find_published(published_table2(), "without-confidence");
  comparison.rows.push_back(full_row(results, "every region", all->key, all));
  return comparison;
}

std::vector<std::string> coverage_notes(std::span<const CategoryResult> results) {
  std::vector<std::string> notes;
  for (const Group dataset : {Group::visa, Group::mvtec, Group::ksdd2, Group::mtd})
    if (std::string note = missing_note(results, dataset); !note.empty())
      notes.push_back(std::move(note));
  std::ranges::move(limit_notes(results), std::back_inserter(notes));
  std::ranges::move(origin_notes(results), std::back_inserter(notes));
  return notes;
}

std::string comparison_markdown(const Comparison& comparison) {
  std::string text = fmt::format("# {}\n", comparison.title);
  for (const Figure figure : kFigures)
    text += fmt::format("\n{}, %\n\n{}", figure_name(figure), figure_table(comparison, figure));
  std::vector<std::string> notes = comparison.notes;
  for (const ComparisonRow& row : comparison.rows)
    if (!row.waits_for.empty())
      notes.push_back(fmt::format("{} waits for: {}", row.name, row.waits_for));
  if (!notes.empty()) text += '\n';
  for (const std::string& note : notes) text += "- " + note + '\n';
  return text;
}

std::string comparison_csv(const Comparison& comparison) {
  std::string text = csv_line(
      TextRow{"row", "figure", "group", "value", "categories", "of", "all_images", "published"});
  for (const ComparisonRow& row : comparison.rows) {
    for (const Figure figure : kFigures) {
      for (const Group group : kGroups) {
        const GroupMean mean = group_mean(row.results, group, figure);
        const auto published = row.published ? row.published->at(group, figure) : std::nullopt;
        text += csv_line(TextRow{row.name, std::string(figure_name(figure)),
                                 std::string(group_name(group)),
                                 mean.is_missing() ? "" : fmt::format("{}", 100 * mean.value),
                                 std::to_string(mean.categories), std::to_string(mean.of),
                                 mean.is_missing() ? "" : (mean.all_images ? "true" : "false"),
                                 published ? percent_text(published) : ""});
      }
    }
  }
  return text;
}

std::string comparison_svg(const Comparison& comparison, Figure figure) {
  BarChart chart{.title = fmt::format("{}: {}, %", comparison.title, figure_name(figure)),
                 .description = figure_table(comparison, figure),
                 .y_label = fmt::format("{}, %", figure_name(figure)),
                 .reference_name = "published",
                 .clusters = {},
                 .series = {}};
  for (const Group group : kGroups)
    chart.clusters.push_back(cluster_name(comparison, group, figure));
  for (const ComparisonRow& row : comparison.rows)
    chart.series.push_back({.name = row.name,
                            .values = bar_values(row, figure),
                            .references = bar_references(row, figure)});
  if (figure == Figure::f_r_one_to_one) chart.reference_name.clear();
  return draw(chart).file();
}

}  // namespace saa
