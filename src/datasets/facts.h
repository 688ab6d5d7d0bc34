// What is published about each data set.
#pragma once

#include "datasets/dataset.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

struct DatasetFacts {
  DatasetKind kind = DatasetKind::folder;
  std::string_view name;                ///< "mvtec"
  std::string_view title;               ///< "MVTec-AD"
  std::vector<std::string> categories;  ///< in the published order; empty: named by its folder
  std::vector<std::string> splits;      ///< the official one first
  std::string_view folder;              ///< the root's name in the published code; "" : any
  std::string_view layout;              ///< in one line: what is expected below the root
  std::string_view address;             ///< of the publisher's page
  std::string_view licence;
};

/// In the order of DatasetKind.
[[nodiscard]] std::span<const DatasetFacts> all_dataset_facts();
[[nodiscard]] const DatasetFacts& dataset_facts(DatasetKind kind);

}  // namespace saa
