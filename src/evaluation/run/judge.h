// From scores on record to figures.
#pragma once

#include "evaluation/category_result.h"
#include "evaluation/run/run_folder.h"

#include <cstddef>
#include <string>
#include <vector>

namespace saa {

/// The images of a category that have scores.
struct ScoredCategory {
  std::string name;
  std::size_t expected_images = 0;  ///< that the category has
  std::vector<std::string> images;  ///< Sample::name
};

/// @param key its category is taken from `category`.
/// @throws InputError if a file of scores is damaged, IoError if one is missing.
[[nodiscard]] CategoryResult judge(const RunFolder& folder, ResultKey key,
                                   const std::string& engine, const ScoredCategory& category,
                                   const MetricOptions& options);

}  // namespace saa
