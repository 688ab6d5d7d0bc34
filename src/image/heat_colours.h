// Colours of an anomaly map that is laid over a picture.
#pragma once

#include <opencv2/core.hpp>

namespace saa {

/// The map value that has the strongest colour; larger ones have the same. One scale for all
/// images.
inline constexpr float kHeatFullScale = 1.0F;

/// A colour and how much of it covers the picture, [0, 1].
struct HeatColour {
  cv::Vec3b rgb;
  float opacity = 0;
};

/// From yellow over red to purple, ever darker, so that the order is seen in grey print as well;
/// 0 (and NaN) is wholly transparent.
[[nodiscard]] HeatColour heat_colour(float value);

}  // namespace saa
