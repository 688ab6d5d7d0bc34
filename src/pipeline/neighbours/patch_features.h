// What a network says of each patch of a picture, as neighbours are compared by it.
#pragma once

#include <cstddef>
#include <saa/image.h>
#include <vector>

namespace saa {

/// One kind of features of all patches: of one layer of the network, averaged over one size of
/// neighbourhood. Row by row: values[(y * columns + x) * channels + c], each patch's vector of
/// length 1 (or all zeros).
struct PatchSet {
  std::size_t channels = 0;
  std::vector<float> values;
  int rows = 0;  ///< of this set's own grid, as fine as its layer is
  int columns = 0;
};

/// Distances are taken in each set alone, brought to rows x columns and then averaged over the
/// sets.
struct PatchFeatures {
  int rows = 0;  ///< those of the finest set
  int columns = 0;
  std::vector<PatchSet> sets;
  std::vector<float> image;  ///< one vector for the whole picture, of length 1
};

/// Thread-safe.
class PatchExtractor {
 public:
  virtual ~PatchExtractor() = default;
  /// The same rows, columns, sets and channels for every picture, which is resized to side() x
  /// side().
  [[nodiscard]] virtual PatchFeatures features(const Image& image) const = 0;
  [[nodiscard]] virtual int side() const = 0;
  /// Sides of the neighbourhoods, rising: as ContextOptions has them, none missing.
  [[nodiscard]] virtual const std::vector<int>& neighbourhoods() const = 0;
};

}  // namespace saa
