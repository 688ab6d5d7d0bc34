// VisA: the archive as it is, or the tree that the publishers' script makes of it.
#include "datasets/class_tree.h"
#include "datasets/facts.h"
#include "datasets/listing.h"
#include "datasets/loaders.h"
#include "datasets/visa_archive.h"

#include <array>
#include <optional>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& classes() { return dataset_facts(DatasetKind::visa).categories; }

/// Where the converted tree begins, if `root` is it or a folder around it.
std::optional<fs::path> converted_tree(const fs::path& root) {
  for (const fs::path& place : {root, root / "1cls", root / "VisA_pytorch" / "1cls"})
    if (is_class_tree(place, classes())) return place;
  return {};
}

std::optional<fs::path> archive(const fs::path& root) {
  for (const fs::path& place : {root, root / "VisA_20220922", root / "VisA"})
    if (is_visa_archive(place, classes())) return place;
  return {};
}

bool recognises(const fs::path& root) {
  return converted_tree(root).has_value() || archive(root).has_value();
}

bool has_split(const fs::path& root, const std::string& split) {
  const auto tree = converted_tree(root);
  return tree ? class_tree_has_split(*tree, classes(), split) : archive(root).has_value();
}

std::vector<Category> open(const fs::path& root, const DatasetOptions& options) {
  static constexpr std::array<std::string_view, 1> kSuffixes = {""};
  if (const auto tree = converted_tree(root))
    return open_class_tree(*tree, "visa", options, kSuffixes);
  return open_visa_archive(archive(root).value_or(root), options);
}

}  // namespace

const Loader kVisaLoader = {recognises, has_split, open};

}  // namespace saa
