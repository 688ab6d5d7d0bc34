// The figures of an evaluation as a table for people.
#pragma once

#include "evaluation/run/evaluate.h"

#include <string>

namespace saa::cli {

/// For each method and variant a row a category and, of several, one of means; in per cent.
[[nodiscard]] std::string figures_table(const Evaluation& evaluation);

}  // namespace saa::cli
