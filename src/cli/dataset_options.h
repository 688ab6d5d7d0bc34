// Which part of a data set a command line asks for.
#pragma once

#include "datasets/dataset.h"

#include <CLI/CLI.hpp>

namespace saa::cli {

/// Adds --category, --split, --normal-dir, --abnormal-dir and --mask-dir as the group "Data set".
void add_dataset_options(CLI::App& app, DatasetOptions& options);

}  // namespace saa::cli
