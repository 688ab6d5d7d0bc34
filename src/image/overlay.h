// A picture of a result, for people.
#pragma once

#include <saa/image.h>
#include <saa/result.h>

namespace saa {

/// The image with the anomaly map as colours (one scale for all images, transparent at 0, faint
/// below the threshold), outlines and labels ("rank phrase score") of the kept regions, and under
/// it a strip with verdict, score, threshold, engine and profile. Kept regions below the threshold
/// have a thin outline and no label. Line widths and letters grow with large images; small ones are
/// enlarged 2 to 4 times until the long side has 900 pixels. Text that the font lacks is replaced
/// as to_ascii says.
/// @throws InputError if the image has no pixels or is not the one the result was made from (by its
///         size).
[[nodiscard]] Image draw_overlay(const Image& image, const Result& result);

}  // namespace saa
