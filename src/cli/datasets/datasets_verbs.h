// The verbs below `saa datasets`, one file each.
#pragma once

#include "cli/verbs.h"

namespace saa::cli {

void add_datasets_list(CLI::App& datasets, Action& action);
void add_datasets_check(CLI::App& datasets, Action& action);

}  // namespace saa::cli
