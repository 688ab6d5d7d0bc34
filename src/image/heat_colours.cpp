#include "image/heat_colours.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace saa {
namespace {

constexpr std::array<std::array<float, 3>, 5> kStops = {{
    {255, 231, 120},
    {255, 184, 40},
    {250, 105, 20},
    {215, 25, 60},
    {135, 5, 105},
}};

constexpr float kLargestOpacity = 0.55F;

}  // namespace

HeatColour heat_colour(float value) {
  if (!(value > 0)) return {};
  const float t = std::min(value / kHeatFullScale, 1.0F);
  const float place = t * (kStops.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), kStops.size() - 2);
  const float share = place - static_cast<float>(below);
  HeatColour colour;
  for (int c = 0; c < 3; ++c) {
    colour.rgb[c] = cv::saturate_cast<std::uint8_t>(kStops[below][c] * (1 - share) +
                                                    kStops[below + 1][c] * share);
  }
  // The root lets weak values be seen at all.
  colour.opacity = kLargestOpacity * std::sqrt(t);
  return colour;
}

}  // namespace saa
