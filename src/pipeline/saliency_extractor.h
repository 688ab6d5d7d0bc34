// Features that the saliency prompt compares (eq. 5).
#pragma once

#include "pipeline/refiner.h"

#include <saa/image.h>
#include <vector>

namespace saa {

/// width * height positions of `channels` floats each, row by row, finite. A position's feature is
/// these channels joined with those of the coarser grids at the same place, and is compared by
/// cosine: whatever its length, its direction counts. An all-zero feature is similar to nothing
/// (0).
struct FeatureGrid {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<float> values;  ///< values[(y * width + x) * channels + c]
  /// Further channels that are known on coarser grids only, from fine to coarse, as the later
  /// stages of a network give them. Each divides the sides of the grid before it (both by the same
  /// number), so one of its positions stands for a block of this grid's (nearest upsampling).
  /// Joining them here instead would give the same similarities at several times the work and
  /// memory.
  std::vector<FeatureGrid> coarser{};
};

class SaliencyExtractor {
 public:
  virtual ~SaliencyExtractor() = default;
  /// @param side width and height in pixels that the image is resized to (a multiple of 32): 256
  ///             for one object, 1024 for several. The grid has side / 4 positions each way.
  [[nodiscard]] virtual FeatureGrid features(const Image& image, int side,
                                             ChannelOrder order) const = 0;
};

}  // namespace saa
