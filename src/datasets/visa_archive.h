// VisA as its archive unpacks: CLASS/Data/{Images,Masks} and a table that says which image belongs
// where.
#pragma once

#include "datasets/dataset.h"

#include <span>
#include <string>
#include <vector>

namespace saa {

/// Whether the table or the images of one of the classes are there.
[[nodiscard]] bool is_visa_archive(const std::filesystem::path& root,
                                   std::span<const std::string> classes);

/// Reads split_csv/1cls.csv. Kinds and names are those of the converted tree: "good/0999",
/// "bad/000".
/// @throws InputError if the table or what it lists is missing, or a line cannot be read.
[[nodiscard]] std::vector<Category> open_visa_archive(const std::filesystem::path& root,
                                                      const DatasetOptions& options);

}  // namespace saa
