// The outline of a mask along the edges of its pixels, for annotation formats that know polygons.
#pragma once

#include <saa/image.h>
#include <vector>

namespace saa {

/// A corner between pixels: (0, 0) is the top left of the image, (width, height) its bottom right.
struct Corner {
  int x = 0;
  int y = 0;
  bool operator==(const Corner&) const = default;
};

/// A closed polygon of horizontal and vertical edges, each vertex a turn; the last joins the first.
struct Outline {
  std::vector<Corner> corners;
  bool is_hole = false;  ///< encloses pixels that are not of the mask
};

/// All outlines, holes included, in the order in which their first pixels come when the mask is
/// read row by row. Filled by the even-odd rule they give the mask back exactly. Pixels that touch
/// at a corner only have outlines of their own.
[[nodiscard]] std::vector<Outline> outlines(const RegionMask& region);

}  // namespace saa
