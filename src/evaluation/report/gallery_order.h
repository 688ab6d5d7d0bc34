// Which images of a category are worth a look, and in what order.
#pragma once

#include "evaluation/metrics/metrics.h"

#include <cstddef>
#include <vector>

namespace saa {

/// What a threshold gets wrong on one image.
struct PixelErrors {
  std::size_t pixels = 0;
  std::size_t defect = 0;  ///< pixels that are
  std::size_t false_alarm = 0;
  std::size_t missed = 0;
  float highest_score = 0;

  [[nodiscard]] double false_share() const;   ///< of all pixels
  [[nodiscard]] double missed_share() const;  ///< of the defect; 0 where there is none
};

/// Of each image, scores from `threshold` on being anomalous.
[[nodiscard]] std::vector<PixelErrors> pixel_errors(const ScoredImages& images, double threshold);

enum class WhyShown { false_alarm, miss, sample };

struct GalleryEntry {
  std::size_t index = 0;
  WhyShown why = WhyShown::sample;
  bool operator==(const GalleryEntry&) const = default;
};

/// At most `most` images, each once: a third for the largest false alarms by area, a third for the
/// largest shares of a defect missed, then others at even steps in their order. Places that a third
/// cannot fill go to the others.
[[nodiscard]] std::vector<GalleryEntry> choose_gallery(const std::vector<PixelErrors>& errors,
                                                       std::size_t most);

}  // namespace saa
