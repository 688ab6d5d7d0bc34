// Masks and their windows: where they are, how large, and what a map says inside them.
#pragma once

#include <cstdint>
#include <saa/image.h>

namespace saa {

/// Smallest box around the set pixels, in pixels of the image; an empty box (all 0) if none is set.
[[nodiscard]] Box bounding_box(const Mask& mask);
[[nodiscard]] Box bounding_box(const RegionMask& region);

/// The mask cut to its bounding box; an empty RegionMask if no pixel is set.
[[nodiscard]] RegionMask crop_to_region(const Mask& mask);

/// The window put back into an image of this size. What lies outside the image is left away.
[[nodiscard]] Mask paste(const RegionMask& region, int width, int height);

/// Number of set pixels.
[[nodiscard]] std::int64_t area(const Mask& mask);
[[nodiscard]] std::int64_t area(const RegionMask& region);

/// Number of pixels set in both.
[[nodiscard]] std::int64_t intersection_area(const RegionMask& a, const RegionMask& b);

/// Mean of the map over the set pixels that lie in it; 0 if there is none.
[[nodiscard]] double mean_inside(const FloatMap& map, const RegionMask& region);

/// What opencv_resize_nearest makes of the whole mask, cut to its bounding box, at the cost of the
/// window only. The region belongs to an image of from_width x from_height.
/// @throws InputError if one of the sizes has no pixels.
[[nodiscard]] RegionMask resize_region(const RegionMask& region, int from_width, int from_height,
                                       int to_width, int to_height);

}  // namespace saa
