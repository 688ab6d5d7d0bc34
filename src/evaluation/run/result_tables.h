// results.json and results.csv of an evaluation.
#pragma once

#include "evaluation/run/evaluate.h"
#include "output/json.h"

#include <span>
#include <string>
#include <vector>

namespace saa {

/// The results of one method and variant.
struct ResultRow {
  std::string method;
  std::string variant;
  std::vector<CategoryResult> categories;
};

/// The results by row, in the order in which rows come first.
[[nodiscard]] std::vector<ResultRow> by_row(std::span<const CategoryResult> results);

/// Schema "saa.evaluation-results/1", docs/evaluation.md.
[[nodiscard]] Json results_json(const Evaluation& evaluation);

/// A line a category and variant, then one of means for each variant ("mean"). Shares, not per
/// cent, with all digits; what is not defined is empty.
[[nodiscard]] std::string results_csv(const Evaluation& evaluation);

}  // namespace saa
