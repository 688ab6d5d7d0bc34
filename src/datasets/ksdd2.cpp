// KolektorSDD2: images and masks side by side, a mask for every image.
#include "datasets/listing.h"
#include "datasets/loaders.h"
#include "datasets/pairing.h"

#include <algorithm>
#include <array>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMaskSuffix = "_GT";

/// The published code takes `train` for its test images.
fs::path split_folder(const fs::path& root, const std::string& split) {
  return root / (split == "reference" ? "train" : split);
}

bool holds_pairs(const fs::path& folder) {
  return is_folder(folder) && std::ranges::any_of(pictures_in(folder), [](const Picture& picture) {
           return picture.name.ends_with(kMaskSuffix);
         });
}

bool recognises(const fs::path& root) {
  return holds_pairs(root / "test") || holds_pairs(root / "train");
}

bool has_split(const fs::path& root, const std::string& split) {
  return is_folder(split_folder(root, split));
}

/// The archive holds "10301 (copy).png" and its mask beside "10301.png".
bool is_copy(const Picture& picture) { return picture.name.find("(copy)") != std::string::npos; }

std::vector<Category> open(const fs::path& root, const DatasetOptions& options) {
  const fs::path folder = split_folder(root, options.split);
  PictureFolder images{folder, {}};
  PictureFolder masks{folder, {}};
  for (Picture& picture : pictures_in(folder)) {
    if (is_copy(picture)) continue;
    const bool is_mask = picture.name.ends_with(kMaskSuffix);
    (is_mask ? masks : images).pictures.push_back(std::move(picture));
  }
  static constexpr std::array<std::string_view, 1> kSuffixes = {kMaskSuffix};
  Category category{.name = "ksdd2",
                    .profile = "ksdd2/ksdd2",
                    .samples = paired_samples(/*kind=*/"", images, masks, kSuffixes)};
  drop_empty_masks(category.samples);
  for (Sample& sample : category.samples) sample.kind = sample.mask.empty() ? "good" : "bad";
  return {std::move(category)};
}

}  // namespace

const Loader kKsdd2Loader = {recognises, has_split, open};

}  // namespace saa
