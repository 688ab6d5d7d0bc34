// Scores as integers of the same order.
#pragma once

#include "evaluation/metrics/metrics.h"
#include "image/components.h"

#include <bit>
#include <cstdint>
#include <vector>

namespace saa {

/// a < b exactly if score_key(a) < score_key(b), for all finite scores; -0 equals 0.
[[nodiscard]] inline std::uint32_t score_key(float score) {
  const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);  // -0 becomes 0
  return (bits >> 31U) != 0 ? ~bits : bits | 0x8000'0000U;
}

/// The score of a key.
[[nodiscard]] inline float key_score(std::uint32_t key) {
  return std::bit_cast<float>((key >> 31U) != 0 ? key & 0x7FFF'FFFFU : ~key);
}

/// One image's pixels as the ranking figures see them.
struct ImageKeys {
  std::vector<std::uint32_t> negatives;  ///< keys of the normal pixels
  std::vector<std::uint32_t> positives;  ///< keys of the defect pixels …
  std::vector<std::uint32_t> areas;      ///< … and the pixels of the truth region each is in

  /// @param regions of image.truth.
  void read(const ScoredImage& image, const std::vector<Component>& regions);
};

/// The truth's 8-connected regions.
[[nodiscard]] std::vector<Component> truth_regions(const Mask& truth);

}  // namespace saa
