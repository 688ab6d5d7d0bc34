// The verbs below `saa evaluate`, one file each.
#pragma once

#include "cli/verbs.h"
#include "datasets/dataset.h"

namespace saa::cli {

/// saa evaluate mtd, saa evaluate folder, …
void add_evaluate_dataset(CLI::App& app, Action& action, DatasetKind kind,
                          const std::vector<std::string>& command);

/// saa evaluate merge
void add_evaluate_merge(CLI::App& app, Action& action);

}  // namespace saa::cli
