// Magnetic tile defects: one folder a kind, JPEG images and PNG masks side by side.
#include "datasets/facts.h"
#include "datasets/listing.h"
#include "datasets/loaders.h"
#include "datasets/pairing.h"

#include <algorithm>
#include <array>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 6> kKinds = {"MT_Blowhole", "MT_Break", "MT_Crack",
                                               "MT_Fray",     "MT_Free",  "MT_Uneven"};

bool recognises(const fs::path& root) {
  return std::ranges::any_of(kKinds,
                             [&](const char* kind) { return is_folder(root / kind / "Imgs"); });
}

bool has_split(const fs::path& root, const std::string& /*split*/) { return recognises(root); }

bool is_png(const Picture& picture) {
  const std::string extension = picture.file.extension().string();
  return extension.size() == 4 && (extension[1] | 0x20) == 'p' && (extension[2] | 0x20) == 'n';
}

void check_kinds(const fs::path& root) {
  std::vector<std::string> missing;
  for (const char* kind : kKinds)
    if (!is_folder(root / kind / "Imgs")) missing.push_back(std::string(kind) + "/Imgs");
  if (missing.empty()) return;
  throw InputError(root.string() + " lacks " + some_of(missing) + ", found " + found_in(root) +
                   "; unpack the data set again");
}

std::vector<Sample> samples_of(const fs::path& folder, const std::string& kind) {
  static constexpr std::array<std::string_view, 1> kSuffixes = {""};
  PictureFolder images{folder, {}};
  PictureFolder masks{folder, {}};
  for (Picture& picture : pictures_in(folder))
    (is_png(picture) ? masks : images).pictures.push_back(std::move(picture));
  return paired_samples(kind, images, masks, kSuffixes);
}

std::vector<Category> open(const fs::path& root, const DatasetOptions& /*options*/) {
  check_kinds(root);
  Category category{.name = "mtd", .profile = "mtd/mtd", .samples = {}};
  for (const std::string& kind : subfolders(root)) {
    if (!kind.starts_with("MT_")) continue;
    std::ranges::move(samples_of(root / kind / "Imgs", kind), std::back_inserter(category.samples));
  }
  drop_empty_masks(category.samples);
  return {std::move(category)};
}

}  // namespace

const Loader kMtdLoader = {recognises, has_split, open};

}  // namespace saa
