#include "pipeline/neighbours/mask_pictures.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <saa/error.h>
#include <string_view>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr double kDrawnShare = 0.9;
/// As publishers end the names of masks; the empty one is for those in other folders or formats.
constexpr std::array<std::string_view, 4> kEndings = {"", "_mask", "_GT", "_label"};

bool is_photograph(const fs::path& file) {
  try {
    return !looks_drawn(read_image(file));
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

bool looks_drawn(const Image& image) {
  std::array<std::size_t, 256> counts{};
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    if (image.rgb[i] != image.rgb[i + 1] || image.rgb[i] != image.rgb[i + 2]) return false;
    ++counts[image.rgb[i]];
  }
  std::ranges::partial_sort(counts, counts.begin() + 2, std::greater<>());
  return double(counts[0] + counts[1]) >= kDrawnShare * double(image.pixels());
}

MaskPictures::MaskPictures(std::span<const fs::path> pictures) {
  for (const fs::path& picture : pictures) by_stem_[picture.stem().string()].push_back(&picture);
}

const fs::path* MaskPictures::picture_of(const fs::path& file, const Image& image) const {
  if (!looks_drawn(image)) return nullptr;
  const std::string name = file.stem().string();
  for (const std::string_view ending : kEndings) {
    if (!name.ends_with(ending)) continue;
    const auto found = by_stem_.find(std::string_view(name).substr(0, name.size() - ending.size()));
    if (found == by_stem_.end()) continue;
    for (const fs::path* const picture : found->second)
      if (*picture != file && is_photograph(*picture)) return picture;
  }
  return nullptr;
}

}  // namespace saa
