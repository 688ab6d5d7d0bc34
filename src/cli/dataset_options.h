// Which part of a data set a command line asks for.
#pragma once

#include "datasets/dataset.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace saa::cli {

/// Adds --category, --split, --normal-dir, --abnormal-dir and --mask-dir as the group "Data set".
void add_dataset_options(CLI::App& app, DatasetOptions& options);

/// The data set that `--data ROOT` and `--as NAME` (empty: told from the layout) mean.
/// @throws UsageError for an unknown name, or if ROOT holds several; InputError if it holds none.
[[nodiscard]] FoundDataset chosen_dataset(const std::filesystem::path& root,
                                          const std::string& name);

/// All that are in or right below ROOT, at least one; `name` as above.
/// @throws UsageError for an unknown name, InputError if there is none.
[[nodiscard]] std::vector<FoundDataset> chosen_datasets(const std::filesystem::path& root,
                                                        const std::string& name);

}  // namespace saa::cli
