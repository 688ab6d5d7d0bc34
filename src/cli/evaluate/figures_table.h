// The figures of an evaluation as a table for people.
#pragma once

#include "evaluation/run/evaluate.h"

#include <string>

namespace saa::cli {

/// For each method and variant a row a category and, of several, one of means; in per cent.
/// Below it what the paper has of the method, or ablation, for the whole data set.
[[nodiscard]] std::string figures_table(const Evaluation& evaluation);

}  // namespace saa::cli
