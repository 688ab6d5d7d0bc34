// Masks among pictures: data sets keep them beside what they belong to, and nobody means them as
// pictures of a part.
#pragma once

#include <filesystem>
#include <map>
#include <saa/image.h>
#include <span>
#include <string>
#include <vector>

namespace saa {

/// Grey, and nine pixels in ten have one of two values: what is drawn, not photographed. (Masks
/// with soft edges have some 98 in 100, photographs of dark and bright parts some 15.)
[[nodiscard]] bool looks_drawn(const Image& image);

class MaskPictures {
 public:
  /// @param pictures all that are given, masks among them; must stay as they are
  explicit MaskPictures(std::span<const std::filesystem::path> pictures);

  /// The picture that `image`, which `file` holds, is the mask of: another of the pictures, of the
  /// same name but for folder, extension and "_mask", "_GT" or "_label", that does not itself look
  /// drawn. Null if there is none.
  [[nodiscard]] const std::filesystem::path* picture_of(const std::filesystem::path& file,
                                                        const Image& image) const;

 private:
  std::map<std::string, std::vector<const std::filesystem::path*>, std::less<>> by_stem_;
};

}  // namespace saa
