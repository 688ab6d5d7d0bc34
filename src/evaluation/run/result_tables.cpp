#include "evaluation/run/result_tables.h"

#include "evaluation/run/figures.h"
#include "output/csv.h"

#include <algorithm>
#include <fmt/format.h>
#include <saa/version.h>

namespace saa {
namespace {

Json figures_json(const Metrics& metrics) {
  Json json = Json::object();
  for (const NamedFigure& figure : named_figures()) {
    const auto value = figure.of(metrics);
    json[std::string(figure.name)] = value ? json_number(*value) : Json(nullptr);
  }
  return json;
}

Json thresholds_json(const Metrics& metrics) {
  Json json = Json::object();
  for (const NamedFigure& figure : named_figures()) {
    if (figure.at == nullptr) continue;
    const auto best = figure.at(metrics);
    json[std::string(figure.name)] = best ? json_number(best->threshold) : Json(nullptr);
  }
  return json;
}

Json mean_json(const ResultRow& row) {
  Json json = Json::object();
  for (const NamedFigure& figure : named_figures()) {
    const auto value = mean_figure(row.categories, figure);
    json[std::string(figure.name)] = value ? json_number(*value) : Json(nullptr);
  }
  return json;
}

Json category_json(const CategoryResult& result) {
  const Metrics& metrics = result.metrics;
  return {
      {"category", result.key.category},           {"images", metrics.images},
      {"expected_images", result.expected_images}, {"anomalous_images", metrics.anomalous_images},
      {"figures", figures_json(metrics)},          {"thresholds", thresholds_json(metrics)},
      {"seconds", json_number(result.seconds)}};
}

Json row_json(const ResultRow& row) {
  Json categories = Json::array();
  for (const CategoryResult& result : row.categories) categories.push_back(category_json(result));
  return {{"method", row.method},
          {"variant", row.variant},
          {"categories", std::move(categories)},
          {"mean", mean_json(row)}};
}

Json failures_json(const Evaluation& evaluation) {
  Json failures = Json::array();
  for (const ImageFailure& failure : evaluation.failures)
    failures.push_back(
        {{"category", failure.category}, {"image", failure.image}, {"error", failure.error}});
  return failures;
}

std::string cell(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::vector<ResultRow> by_row(std::span<const CategoryResult> results) {
  std::vector<ResultRow> rows;
  for (const CategoryResult& result : results) {
    const auto known = std::ranges::find_if(rows, [&](const ResultRow& row) {
      return row.method == result.key.method && row.variant == result.key.variant;
    });
    ResultRow& row = known != rows.end()
                         ? *known
                         : rows.emplace_back(ResultRow{result.key.method, result.key.variant, {}});
    row.categories.push_back(result);
  }
  return rows;
}

Json results_json(const Evaluation& evaluation) {
  Json rows = Json::array();
  for (const ResultRow& row : by_row(evaluation.results)) rows.push_back(row_json(row));
  return {{"schema", "saa.evaluation-results/1"},        {"version", kVersion},
          {"dataset", dataset_name(evaluation.dataset)}, {"split", evaluation.split},
          {"engine", evaluation.method.engine},          {"results", std::move(rows)},
          {"failures", failures_json(evaluation)}};
}

std::string results_csv(const Evaluation& evaluation) {
  std::string table =
      "dataset,split,method,variant,engine,category,images,expected_images,anomalous_images";
  for (const NamedFigure& figure : named_figures()) table += fmt::format(",{}", figure.name);
  table += '\n';
  for (const ResultRow& row : by_row(evaluation.results)) {
    const std::string start =
        fmt::format("{},{},{},{},{}", dataset_name(evaluation.dataset), evaluation.split,
                    row.method, csv_cell(row.variant), evaluation.method.engine);
    for (const CategoryResult& result : row.categories) {
      table +=
          fmt::format("{},{},{},{},{}", start, csv_cell(result.key.category), result.metrics.images,
                      result.expected_images, result.metrics.anomalous_images);
      for (const NamedFigure& figure : named_figures())
        table += "," + cell(figure.of(result.metrics));
      table += '\n';
    }
    table += start + ",mean,,,";
    for (const NamedFigure& figure : named_figures())
      table += "," + cell(mean_figure(row.categories, figure));
    table += '\n';
  }
  return table;
}

}  // namespace saa
