#include "datasets/dataset.h"
#include "image/read_mask.h"

namespace saa {

Mask read_truth(const Sample& sample, MaskRule rule, int width, int height) {
  if (sample.mask.empty()) return {width, height};
  constexpr int kHalf = 127;
  const bool any_counts = rule == MaskRule::above_zero || sample.mask_has_classes;
  return read_mask(sample.mask, any_counts ? 0 : kHalf);
}

}  // namespace saa
