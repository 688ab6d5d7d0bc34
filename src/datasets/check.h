// Whether a data set on disk is whole.
#pragma once

#include "datasets/dataset.h"
#include "datasets/published_counts.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace saa {

struct CategoryCheck {
  std::string split;
  std::string category;
  ImageCount found;
  std::optional<ImageCount> published;  ///< unset for a folder of one's own
  std::vector<std::string> faults;      ///< in words, one line each

  [[nodiscard]] bool is_whole() const {
    return faults.empty() && (!published || found == *published);
  }
};

struct CheckOptions {
  DatasetOptions dataset;  ///< no split: all that are there, and the official one in any case
  /// Also opens every picture, and compares the sizes of images and masks.
  bool deep = false;
};

/// By split, then category. What is wrong with a category is one of its faults, so that the others
/// are looked at, too. @param before is called with "split/category" before each is looked at.
/// @throws InputError if `root` is not this data set, UsageError as open_dataset.
[[nodiscard]] std::vector<CategoryCheck> check_dataset(
    DatasetKind kind, const std::filesystem::path& root, const CheckOptions& options,
    const std::function<void(const std::string&)>& before = [](const std::string&) {});

}  // namespace saa
