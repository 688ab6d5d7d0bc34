// A category in memory.
#pragma once

#include "evaluation/metrics/metrics.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace saa {

class MemoryImages final : public ScoredImages {
 public:
  explicit MemoryImages(std::vector<ScoredImage> images) : images_(std::move(images)) {}
  [[nodiscard]] std::size_t count() const override { return images_.size(); }
  [[nodiscard]] ScoredImage at(std::size_t index) const override { return images_[index]; }

 private:
  std::vector<ScoredImage> images_;
};

/// The columns [x0, x1) and rows [y0, y1) of the map or mask set to `value`.
template <typename Map, typename Value>
void fill_box(Map& map, int x0, int y0, int x1, int y1, Value value) {
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) map.at(x, y) = value;
  }
}

/// The one-row picture of these scores and truths.
inline ScoredImage row(std::vector<float> scores, std::vector<std::uint8_t> truth) {
  ScoredImage image{FloatMap(static_cast<int>(scores.size()), 1),
                    Mask(static_cast<int>(truth.size()), 1)};
  image.scores.values = std::move(scores);
  image.truth.values = std::move(truth);
  return image;
}

}  // namespace saa
