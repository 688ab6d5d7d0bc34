// Images and the masks that belong to them.
#pragma once

#include "datasets/dataset.h"
#include "datasets/listing.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// Pictures and the folder they come from, for messages.
struct PictureFolder {
  std::filesystem::path folder;
  std::vector<Picture> pictures;
};

[[nodiscard]] PictureFolder picture_folder(const std::filesystem::path& folder,
                                           Depth depth = Depth::folder);

/// Samples without a mask, named "<kind>/<picture's name>", or by the picture's name alone if the
/// kind is "".
/// @throws InputError if there is no picture, or two have one name.
[[nodiscard]] std::vector<Sample> normal_samples(const std::string& kind,
                                                 const PictureFolder& images);

/// Samples named as normal ones are, each with the mask that has the image's name and one of
/// the suffixes ("_mask"; "" is the name itself), the first that is there.
/// @throws InputError if there is no image, two have one name, an image has no mask or a mask no
///         image.
[[nodiscard]] std::vector<Sample> paired_samples(const std::string& kind,
                                                 const PictureFolder& images,
                                                 const PictureFolder& masks,
                                                 std::span<const std::string_view> suffixes);

/// For data sets that give a mask to every image: reads the masks and takes those away in which
/// nothing is above 0. @throws as read_truth.
void drop_empty_masks(std::vector<Sample>& samples);

}  // namespace saa
