// The options of the paper's tables.
#pragma once

#include "datasets/dataset.h"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <filesystem>
#include <map>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa::cli {

struct TableArguments {
  std::filesystem::path data;                          ///< holds data sets; may be empty
  std::map<DatasetKind, std::filesystem::path> roots;  ///< of single data sets
  std::string ksdd2_split;                             ///< "" : the official one
  std::filesystem::path out = "evaluation";
  std::vector<std::string> methods;  ///< of table 1; empty: all
  Preset preset = Preset::paper;
  SegmenterOptions segmenter;
  std::size_t limit = 0;
  std::size_t samples = 4;  ///< of figure 4, a category
  int jobs = 0;
};

void add_table_options(CLI::App& app, TableArguments& arguments);

/// The data sets that the arguments name, in the order of the tables' columns. A root of its own
/// stands for what `data` holds of that kind.
/// @throws UsageError if none is named, InputError if one is not what it should be.
[[nodiscard]] std::vector<Dataset> open_datasets(const TableArguments& arguments);

}  // namespace saa::cli
