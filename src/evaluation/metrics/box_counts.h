// Counts of prediction and truth in boxes of one image, at a threshold that falls.
#pragma once

#include "evaluation/metrics/predicted_regions.h"

#include <cstddef>
#include <cstdint>
#include <saa/image.h>
#include <span>
#include <vector>

namespace saa {

/// A few boxes are counted pixel by pixel; when that has cost as much as a summed-area table, the
/// table is made and answers the rest.
class BoxCounts {
 public:
  struct Counts {
    std::int64_t intersection = 0;  ///< pixels in prediction and truth
    std::int64_t either = 0;        ///< in one of them or both
  };

  /// @param steps of the pixels (ThresholdSteps::of).
  BoxCounts(std::span<const std::uint8_t> steps, const Mask& truth);

  /// From now on the prediction is the pixels whose step is at most this.
  void predict(std::uint8_t step);
  [[nodiscard]] Counts inside(const PixelBox& box);
  /// The second count alone, pixel by pixel: for narrow strips.
  [[nodiscard]] std::int64_t either_inside(const PixelBox& box) const;

 private:
  [[nodiscard]] Counts count(const PixelBox& box) const;
  [[nodiscard]] std::int64_t count(const std::vector<std::uint8_t>& from,
                                   const PixelBox& box) const;
  void make_table();
  [[nodiscard]] const Counts& corner(int x, int y) const;

  std::size_t width_;
  std::size_t height_;
  std::vector<std::uint8_t> intersection_from_;  ///< step from which a pixel is in both
  std::vector<std::uint8_t> either_from_;        ///< … and in one of them
  std::uint8_t step_ = 0;
  std::size_t counted_ = 0;  ///< pixels, since predict()
  bool has_table_ = false;
  std::vector<Counts> table_;  ///< above and left of each corner
};

}  // namespace saa
