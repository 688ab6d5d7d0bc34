// The data sets' own ways, one file each. dataset.cpp has checked options before they get here.
#pragma once

#include "datasets/dataset.h"

#include <string>
#include <vector>

namespace saa {

struct Loader {
  /// Whether `root` has this layout, whole or in part. @throws IoError if a folder of that name
  /// cannot be read.
  bool (*recognises)(const std::filesystem::path& root);
  /// Whether any of that split is there.
  bool (*has_split)(const std::filesystem::path& root, const std::string& split);
  /// `options.split` is a split of this data set; `options.categories` are those wanted, in the
  /// published order. Samples come in any order. @throws as open_dataset.
  std::vector<Category> (*open)(const std::filesystem::path& root, const DatasetOptions& options);
};

extern const Loader kMvtecLoader;
extern const Loader kVisaLoader;
extern const Loader kKsdd2Loader;
extern const Loader kMtdLoader;
extern const Loader kFolderLoader;

[[nodiscard]] const Loader& loader(DatasetKind kind);

/// The options with the split named and the categories in the published order.
/// @throws InputError if `root` does not hold the data set, UsageError for an unknown category or
///         split.
[[nodiscard]] DatasetOptions resolve_options(DatasetKind kind, const std::filesystem::path& root,
                                             DatasetOptions options);

/// The name that a folder of images goes by: its own.
[[nodiscard]] std::string folder_category(const std::filesystem::path& root);

}  // namespace saa
