// Anyone's images: a folder of normal ones, folders of anomalous ones, and a folder of masks.
#include "datasets/facts.h"
#include "datasets/listing.h"
#include "datasets/loaders.h"
#include "datasets/pairing.h"

#include <algorithm>
#include <array>
#include <map>
#include <saa/error.h>
#include <set>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// NAME of root/NAME, also for "." and a path that ends in "/".
std::string last_name(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

bool recognises(const fs::path& root) {
  const DatasetOptions defaults;
  return is_folder(root / defaults.normal_dir) && is_folder(root / defaults.mask_dir);
}

bool has_split(const fs::path& /*root*/, const std::string& /*split*/) { return true; }

/// `a / b` keeps an absolute b as it is.
fs::path checked_folder(const fs::path& root, const fs::path& folder, const std::string& what,
                        const std::string& option) {
  fs::path whole = root / folder;
  if (is_folder(whole)) return whole;
  throw InputError("expected the folder " + whole.string() + " with " + what + ", found " +
                   (is_folder(root) ? found_in(root) : "not even " + root.string()) +
                   "; name it with " + option);
}

/// Every folder of the root that is neither the normal one nor the masks'.
std::vector<fs::path> other_folders(const fs::path& root, const DatasetOptions& options) {
  std::vector<fs::path> folders;
  for (const std::string& name : subfolders(root)) {
    const fs::path folder = root / name;
    std::error_code ignored;
    if (!fs::equivalent(folder, root / options.normal_dir, ignored) &&
        !fs::equivalent(folder, root / options.mask_dir, ignored))
      folders.emplace_back(name);
  }
  if (folders.empty()) {
    throw InputError("expected a folder of anomalous images in " + root.string() + ", found " +
                     found_in(root) + "; name it with --abnormal-dir");
  }
  return folders;
}

/// The masks of one folder of images: mask/SCRATCH where there is such a folder, else those of the
/// masks' folder itself. Several folders of images may share the latter, so that masks of others
/// are no error there.
std::vector<Sample> samples_of(const PictureFolder& images, const std::string& kind,
                               const fs::path& mask_root) {
  static constexpr std::array<std::string_view, 3> kSuffixes = {"", "_mask", "_GT"};
  if (is_folder(mask_root / kind)) {
    return paired_samples(kind, images, picture_folder(mask_root / kind, Depth::tree), kSuffixes);
  }
  PictureFolder masks = picture_folder(mask_root);
  std::set<std::string> wanted;
  for (const Picture& image : images.pictures)
    for (const std::string_view suffix : kSuffixes) wanted.insert(image.name + std::string(suffix));
  std::erase_if(masks.pictures,
                [&wanted](const Picture& mask) { return !wanted.contains(mask.name); });
  return paired_samples(kind, images, masks, kSuffixes);
}

/// A mask that two images take belongs to one of them at most.
void check_masks(const std::vector<Sample>& samples) {
  std::map<fs::path, std::string> owners;
  for (const Sample& sample : samples) {
    if (sample.mask.empty()) continue;
    const auto [owner, is_new] = owners.emplace(sample.mask, sample.name);
    if (is_new) continue;
    throw InputError("the images " + owner->second + " and " + sample.name +
                     " would share the mask " + sample.mask.string() + "; put the masks of each " +
                     "folder of images into a folder of its name");
  }
}

std::vector<Category> open(const fs::path& root, const DatasetOptions& options) {
  const fs::path normal = checked_folder(root, options.normal_dir, "normal images", "--normal-dir");
  const fs::path masks = checked_folder(root, options.mask_dir, "masks", "--mask-dir");
  Category category{
      .name = folder_category(root),
      .profile = "default",
      .samples = normal_samples(last_name(normal), picture_folder(normal, Depth::tree))};
  const auto abnormal =
      options.abnormal_dirs.empty() ? other_folders(root, options) : options.abnormal_dirs;
  for (const fs::path& name : abnormal) {
    const fs::path folder = checked_folder(root, name, "anomalous images", "--abnormal-dir");
    std::ranges::move(samples_of(picture_folder(folder, Depth::tree), last_name(folder), masks),
                      std::back_inserter(category.samples));
  }
  check_masks(category.samples);
  return {std::move(category)};
}

}  // namespace

std::string folder_category(const fs::path& root) { return last_name(root); }

const Loader kFolderLoader = {recognises, has_split, open};

}  // namespace saa
