#include "datasets/pairing.h"

#include "core/parallel.h"
#include "image/read_mask.h"

#include <algorithm>
#include <map>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

std::string file_name(const Picture& picture) { return picture.file.filename().string(); }

void check_images(const PictureFolder& images) {
  if (images.pictures.empty()) {
    throw InputError("expected images in " + images.folder.string() + ", found " +
                     found_in(images.folder) + "; unpack the data set again or name its root");
  }
  const auto same = std::ranges::adjacent_find(images.pictures, {}, &Picture::name);
  if (same == images.pictures.end()) return;
  throw InputError("two images in " + images.folder.string() + " have one name: " +
                   file_name(*same) + " and " + file_name(*std::next(same)) + "; remove one");
}

/// Masks by name, each to be taken by one image.
class Masks {
 public:
  Masks(const PictureFolder& masks, std::span<const std::string_view> suffixes)
      : folder_(masks.folder), suffixes_(suffixes) {
    for (const Picture& mask : masks.pictures) free_.emplace(mask.name, mask.file);
  }

  /// Empty if there is none for this image.
  fs::path take(const std::string& image) {
    for (const std::string_view suffix : suffixes_) {
      const auto found = free_.find(image + std::string(suffix));
      if (found != free_.end()) return free_.extract(found).mapped();
    }
    return {};
  }

  void check_all_taken(const fs::path& images) const {
    if (free_.empty()) return;
    std::vector<std::string> names;
    for (const auto& [name, file] : free_) names.push_back(file.filename().string());
    throw InputError(std::to_string(free_.size()) + " masks in " + folder_.string() +
                     " belong to no image in " + images.string() + ": " + some_of(names) +
                     "; restore the images or remove the masks");
  }

  [[nodiscard]] std::string expected_name(const std::string& image) const {
    return image + std::string(suffixes_.front()) + ".png";
  }

 private:
  fs::path folder_;
  std::span<const std::string_view> suffixes_;
  std::map<std::string, fs::path> free_;
};

}  // namespace

PictureFolder picture_folder(const fs::path& folder, Depth depth) {
  return {folder, pictures_in(folder, depth)};
}

std::vector<Sample> normal_samples(const std::string& kind, const PictureFolder& images) {
  check_images(images);
  std::vector<Sample> samples;
  const std::string prefix = kind.empty() ? "" : kind + "/";
  for (const Picture& image : images.pictures)
    samples.push_back({.name = prefix + image.name, .kind = kind, .image = image.file, .mask = {}});
  return samples;
}

std::vector<Sample> paired_samples(const std::string& kind, const PictureFolder& images,
                                   const PictureFolder& masks,
                                   std::span<const std::string_view> suffixes) {
  std::vector<Sample> samples = normal_samples(kind, images);
  Masks open_masks(masks, suffixes);
  std::vector<std::string> without;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i].mask = open_masks.take(images.pictures[i].name);
    if (samples[i].mask.empty()) without.push_back(images.pictures[i].name);
  }
  if (!without.empty()) {
    throw InputError(std::to_string(without.size()) + " of " + std::to_string(samples.size()) +
                     " images in " + images.folder.string() + " have no mask in " +
                     masks.folder.string() + ": " + some_of(without) + "; expected " +
                     open_masks.expected_name(without.front()) + " for the first");
  }
  open_masks.check_all_taken(images.folder);
  return samples;
}

void drop_empty_masks(std::vector<Sample>& samples) {
  parallel_for(samples.size(), /*threads=*/0, [&samples](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (samples[i].mask.empty()) continue;
      const Mask mask = read_mask(samples[i].mask, /*above=*/0);
      if (std::ranges::find(mask.values, 1) == mask.values.end()) samples[i].mask.clear();
    }
  });
}

}  // namespace saa
