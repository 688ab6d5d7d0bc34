// A 3 x 3 filter of its own for each channel, along one row of places, for host kernels.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace saa::nn {

/// What one row of answers is made of.
struct DepthwiseRow {
  /// The rows above, at and below the centres, each [width, channels]; nullptr beyond the picture.
  std::array<const float*, 3> rows;
  std::size_t width;     ///< places of a row; beyond them are zeros
  std::size_t distance;  ///< numbers from one place to the next
  std::size_t centre;    ///< place under the first answer's filter
  std::size_t stride;    ///< places from one answer's centre to the next, 1 or 2
  std::size_t channels;
  const float* weights;  ///< [9, channels], by_tap()
  const float* bias;     ///< [channels]
};

/// Filters [channels, 3, 3] -> [9, channels].
[[nodiscard]] std::vector<float> by_tap(const float* weight, std::size_t channels);

/// `count` answers, `out_distance` numbers apart, on the calling thread.
void filter(const DepthwiseRow& row, std::size_t count, float* out, std::size_t out_distance);

}  // namespace saa::nn
