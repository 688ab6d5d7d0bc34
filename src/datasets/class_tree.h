// MVTec-AD's layout, which others follow: CLASS/SPLIT/good, CLASS/SPLIT/DEFECT and the masks of the
// latter in CLASS/ground_truth/DEFECT.
#pragma once

#include "datasets/dataset.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// Whether one of the classes is there with its test images.
[[nodiscard]] bool is_class_tree(const std::filesystem::path& root,
                                 std::span<const std::string> classes);

/// Whether one of the classes has normal images of that split.
[[nodiscard]] bool class_tree_has_split(const std::filesystem::path& root,
                                        std::span<const std::string> classes,
                                        const std::string& split);

/// @param dataset "mvtec": the folder of the classes' profiles.
/// @param suffixes of masks, as paired_samples takes them.
/// @throws InputError for what is missing or has no counterpart.
[[nodiscard]] std::vector<Category> open_class_tree(const std::filesystem::path& root,
                                                    std::string_view dataset,
                                                    const DatasetOptions& options,
                                                    std::span<const std::string_view> suffixes);

}  // namespace saa
