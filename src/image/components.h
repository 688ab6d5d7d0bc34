// Connected parts of a mask.
#pragma once

#include <cstdint>
#include <saa/image.h>
#include <vector>

namespace saa {

/// Which neighbours belong together: those that share an edge, or a corner as well.
enum class Connectivity { four = 4, eight = 8 };

struct Component {
  RegionMask mask;  ///< cut to its bounding box
  std::int64_t area = 0;
  double center_x = 0;  ///< mean of its pixels' columns; a single pixel at column 3 gives 3
  double center_y = 0;
};

/// All components of at least `min_area` pixels, in the order in which their first pixels come when
/// the mask is read row by row.
[[nodiscard]] std::vector<Component> connected_components(const Mask& mask,
                                                          Connectivity connectivity,
                                                          std::int64_t min_area = 1);

}  // namespace saa
