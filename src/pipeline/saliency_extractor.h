// Features that the saliency prompt compares (eq. 5).
#pragma once

#include "pipeline/refiner.h"

#include <cstdint>
#include <saa/image.h>
#include <vector>

namespace saa {

/// side * side positions of `channels` floats each, row by row, every position of unit length (or
/// all zero where the features were zero).
struct FeatureGrid {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<float> values;  ///< values[(y * width + x) * channels + c]
};

class SaliencyExtractor {
 public:
  virtual ~SaliencyExtractor() = default;
  /// @param side width and height in pixels that the image is resized to (a multiple of 32): 256
  /// for
  ///        one object, 1024 for several. The grid has side / 4 positions each way.
  [[nodiscard]] virtual FeatureGrid features(const Image& image, int side,
                                             ChannelOrder order) const = 0;
};

}  // namespace saa
