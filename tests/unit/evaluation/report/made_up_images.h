// A category of small images with known errors.
#pragma once

#include "evaluation/metrics/metrics.h"

#include <utility>
#include <vector>

namespace saa {

/// Images in memory.
class ImagesInMemory final : public ScoredImages {
 public:
  explicit ImagesInMemory(std::vector<ScoredImage> images) : images_(std::move(images)) {}
  [[nodiscard]] std::size_t count() const override { return images_.size(); }
  [[nodiscard]] ScoredImage at(std::size_t index) const override { return images_.at(index); }

 private:
  std::vector<ScoredImage> images_;
};

/// A 10 x 10 image of which the first `hits + missed` pixels are a defect; of those `hits` have
/// score 0.8, and so have `alarms` of the last pixels; all others have 0.1.
inline ScoredImage image_with(int hits, int missed, int alarms) {
  ScoredImage image{FloatMap(10, 10, 0.1F), Mask(10, 10)};
  for (int i = 0; i < hits + missed; ++i) image.truth.values[std::size_t(i)] = 1;
  for (int i = 0; i < hits; ++i) image.scores.values[std::size_t(i)] = 0.8F;
  for (int i = 0; i < alarms; ++i) image.scores.values[std::size_t(99 - i)] = 0.8F;
  return image;
}

}  // namespace saa
