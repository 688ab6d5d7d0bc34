#include "datasets/class_tree.h"

#include "datasets/listing.h"
#include "datasets/pairing.h"

#include <algorithm>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGood = "good";
constexpr const char* kMasks = "ground_truth";

/// Those of the classes that are to be read.
std::vector<std::string> present_classes(const fs::path& root, const DatasetOptions& options) {
  const std::vector<std::string>& classes = options.categories;
  std::vector<std::string> missing;
  std::vector<std::string> present;
  for (const std::string& name : classes)
    (is_folder(root / name) ? present : missing).push_back(name);
  if (missing.empty() || (!options.all_categories && !present.empty())) return present;
  const std::string advice =
      present.empty() ? "" : ", or choose what is there (" + some_of(present) + ") with --category";
  throw InputError(root.string() + " lacks " + std::to_string(missing.size()) + " of " +
                   std::to_string(classes.size()) + " categories: " + some_of(missing) +
                   "; unpack the data set again" + advice);
}

void check_folder(const fs::path& folder, const std::string& what) {
  if (is_folder(folder)) return;
  const fs::path parent = folder.parent_path();
  throw InputError("expected the folder " + folder.string() + " with " + what + ", found " +
                   (is_folder(parent) ? found_in(parent) : "not even " + parent.string()) +
                   "; unpack the data set again");
}

/// Masks of a defect whose images are gone would be missed by a look at the images alone.
void check_defects(const fs::path& masks, const fs::path& images,
                   const std::vector<std::string>& defects) {
  for (const std::string& name : subfolders(masks)) {
    if (name == kGood || std::ranges::find(defects, name) != defects.end()) continue;
    throw InputError("there are masks in " + (masks / name).string() + " and no images in " +
                     (images / name).string() + "; unpack the data set again");
  }
}

void append(std::vector<Sample>& samples, std::vector<Sample> more) {
  std::ranges::move(more, std::back_inserter(samples));
}

std::vector<Sample> class_samples(const fs::path& folder, const std::string& split,
                                  std::span<const std::string_view> suffixes) {
  const fs::path images = folder / split;
  const fs::path masks = folder / kMasks;
  check_folder(images / kGood, "normal images");
  std::vector<Sample> samples = normal_samples(kGood, picture_folder(images / kGood));
  std::vector<std::string> defects = subfolders(images);
  std::erase(defects, kGood);
  for (const std::string& defect : defects) {
    check_folder(masks / defect, "the masks of " + (images / defect).string());
    append(samples, paired_samples(defect, picture_folder(images / defect),
                                   picture_folder(masks / defect), suffixes));
  }
  if (split != "test") return samples;
  if (defects.empty()) check_folder(images / "DEFECT", "anomalous images, one folder a defect");
  check_defects(masks, images, defects);
  return samples;
}

}  // namespace

bool is_class_tree(const fs::path& root, std::span<const std::string> classes) {
  return std::ranges::any_of(
      classes, [&](const std::string& name) { return is_folder(root / name / "test"); });
}

bool class_tree_has_split(const fs::path& root, std::span<const std::string> classes,
                          const std::string& split) {
  return std::ranges::any_of(
      classes, [&](const std::string& name) { return is_folder(root / name / split / kGood); });
}

std::vector<Category> open_class_tree(const fs::path& root, std::string_view dataset,
                                      const DatasetOptions& options,
                                      std::span<const std::string_view> suffixes) {
  std::vector<Category> categories;
  for (const std::string& name : present_classes(root, options)) {
    categories.push_back({.name = name,
                          .profile = std::string(dataset) + "/" + name,
                          .samples = class_samples(root / name, options.split, suffixes)});
  }
  return categories;
}

}  // namespace saa
