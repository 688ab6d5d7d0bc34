// Grids of tokens.
#pragma once

#include <cstdint>

namespace saa::grounding_dino {

/// Height and width of one level's grid of tokens.
struct GridSize {
  std::int64_t height = 0;
  std::int64_t width = 0;

  [[nodiscard]] std::int64_t places() const { return height * width; }
  /// Rounded up, as patch merging and the convolution of stride 2 with padding 1 do.
  [[nodiscard]] GridSize halved() const { return {(height + 1) / 2, (width + 1) / 2}; }
  bool operator==(const GridSize&) const = default;
};

}  // namespace saa::grounding_dino
