// Which files of a folder are pictures, by their names.
#pragma once

#include <filesystem>

namespace saa {

/// ".png", ".JPG", ".tif", …: the endings, in any case, of the formats that read_image knows.
[[nodiscard]] bool has_picture_extension(const std::filesystem::path& file);

}  // namespace saa
