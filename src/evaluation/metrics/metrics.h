// The figures of one category, all its images together. docs/evaluation.md defines each.
#pragma once

#include <cstddef>
#include <optional>
#include <saa/image.h>
#include <vector>

namespace saa {

/// Scores and truth of one image, of equal size.
struct ScoredImage {
  FloatMap scores;  ///< finite
  Mask truth;       ///< 0 or 1
  /// Whether the image counts as anomalous; unset: if its truth has a pixel. A defect may be too
  /// small to survive its mask's resize.
  std::optional<bool> anomalous{};
  /// Of the whole image, by the pictures that it was compared with (Result::neighbour_score).
  std::optional<double> neighbour_score{};
};

/// The images of a category, given as often as they are asked for, so that all of them need not be
/// in memory at a time.
class ScoredImages {
 public:
  virtual ~ScoredImages() = default;
  [[nodiscard]] virtual std::size_t count() const = 0;
  /// Called by several threads at a time.
  [[nodiscard]] virtual ScoredImage at(std::size_t index) const = 0;
};

/// A figure at the best of all thresholds. A pixel is called anomalous from the threshold on
/// (>=) for the exact curves, and above it (>) for the regions, as published.
struct AtThreshold {
  double value = 0;
  double threshold = 0;
};

/// Shares, not per cent. Unset where the figure is not defined (no normal images: no AUROC).
struct Metrics {
  std::size_t images = 0;
  std::size_t anomalous_images = 0;
  std::optional<double> image_auroc;
  std::optional<double> image_ap;
  std::optional<AtThreshold> image_f1_max;
  /// The same three by ScoredImage::neighbour_score; unset if an image has none.
  std::optional<double> image_auroc_neighbours;
  std::optional<double> image_ap_neighbours;
  std::optional<AtThreshold> image_f1_max_neighbours;
  std::optional<double> pixel_auroc;
  std::optional<double> pixel_ap;
  std::optional<AtThreshold> pixel_f1_max;  ///< F_p
  std::optional<double> aupro;              ///< exact, up to a false-positive rate of 0.3
  std::optional<double> aupro_reference;    ///< the published 200-step form
  std::optional<AtThreshold> region_f1;     ///< F_r as published; may exceed 1
  std::optional<AtThreshold> region_f1_one_to_one;
};

/// One point of a curve over thresholds.
struct CurvePoint {
  double threshold = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

struct MetricOptions {
  int threads = 0;  ///< 0: all cores; the figures do not depend on it
  bool regions = true;
  bool aupro = true;
  std::size_t curve_points = 0;  ///< at most so many points of the pixel curve; 0: no curve
};

struct Evaluated {
  Metrics metrics;
  std::vector<CurvePoint> pixel_curve;  ///< by falling threshold
};

/// Image scores are the maxima of the images' scores.
/// @throws InputError if there is no image, sizes differ within one, or a score is not finite.
[[nodiscard]] Evaluated evaluate_scores(const ScoredImages& images,
                                        const MetricOptions& options = {});

}  // namespace saa
