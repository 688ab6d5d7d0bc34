// MVTec-AD.
#include "datasets/class_tree.h"
#include "datasets/facts.h"
#include "datasets/loaders.h"

#include <array>

namespace saa {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& classes() { return dataset_facts(DatasetKind::mvtec).categories; }

bool recognises(const fs::path& root) { return is_class_tree(root, classes()); }

bool has_split(const fs::path& root, const std::string& split) {
  return class_tree_has_split(root, classes(), split);
}

std::vector<Category> open(const fs::path& root, const DatasetOptions& options) {
  static constexpr std::array<std::string_view, 1> kSuffixes = {"_mask"};
  return open_class_tree(root, "mvtec", options, kSuffixes);
}

}  // namespace

const Loader kMvtecLoader = {recognises, has_split, open};

}  // namespace saa
