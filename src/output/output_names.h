// Where the outputs of each image go below --out, so that no two images share a name.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

namespace saa {

/// The deepest folder that contains all of these folders (absolute, lexically normal).
/// @returns "/" if they share nothing, "" for none.
[[nodiscard]] std::filesystem::path common_folder(std::span<const std::filesystem::path> folders);

/// One relative path an image, to which endings such as "_mask.png" are added: its path below
/// `base` without the extension, "lot 7/part" for base/lot 7/part.jpg. Images that would share
/// a name (part.jpg beside part.png), or would take the place of the run's own files, keep their
/// extension: "lot 7/part.jpg".
/// @param images absolute, lexically normal, different from one another, and below `base`.
[[nodiscard]] std::vector<std::filesystem::path> output_names(
    std::span<const std::filesystem::path> images, const std::filesystem::path& base);

}  // namespace saa
