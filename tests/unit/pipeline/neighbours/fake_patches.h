// Patches without a network, for the tests of what is made of them.
#pragma once

#include "image/resize.h"
#include "pipeline/neighbours/neighbourhood_means.h"
#include "pipeline/neighbours/patch_features.h"

#include <atomic>
#include <utility>

namespace saa {

/// The colours of 4 x 4 places less grey, and of 2 x 2.
class FakePatches final : public PatchExtractor {
 public:
  [[nodiscard]] PatchFeatures features(const Image& image) const override {
    ++pictures;
    PatchFeatures features{.rows = 4, .columns = 4, .sets = {}, .image = {}};
    for (const int side : {4, 2}) features.sets.push_back(colours(image, side));
    features.image = colours(image, 1).values;
    return features;
  }
  [[nodiscard]] int side() const override { return 4; }
  [[nodiscard]] const std::vector<int>& neighbourhoods() const override { return neighbourhoods_; }

  mutable std::atomic<int> pictures{0};  ///< looked at so far

 private:
  std::vector<int> neighbourhoods_ = {1};

  static PatchSet colours(const Image& image, int side) {
    const Image small = opencv_resize_area(image, side, side);
    PatchSet set{.channels = 3, .values = {}, .rows = side, .columns = side};
    for (const auto value : small.rgb) set.values.push_back(static_cast<float>(value) - 127.5F);
    for (std::size_t i = 0; i < set.values.size(); i += 3)
      to_unit_length(std::span(set.values).subspan(i, 3));
    return set;
  }
};

/// Colours that the seed alone decides.
inline Image coloured(unsigned seed, int width = 8, int height = 8) {
  Image image{width, height, {}};
  for (std::size_t i = 0; i < 3 * image.pixels(); ++i) {
    seed = seed * 1664525U + 1013904223U;
    image.rgb.push_back(static_cast<std::uint8_t>(seed >> 24U));
  }
  return image;
}

}  // namespace saa
