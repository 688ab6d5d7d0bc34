// saa evaluate table1, table2, figure4, figure5: the paper's tables and figures from the data sets
// that are there.
#pragma once

#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace saa::cli {

/// Adds the four verbs to `saa evaluate`.
void add_evaluate_tables(CLI::App& evaluate, Action& action,
                         const std::vector<std::string>& command);

}  // namespace saa::cli
