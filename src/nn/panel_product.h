// Products with a layer's weights, for host kernels that work on a few rows at a time.
#pragma once

#include <cstddef>
#include <vector>

namespace saa::nn {

/// The weights of a linear layer as this machine's vectors read them: cut into panels of some
/// outputs, [outputs / panel][inputs][panel], zeros after the last output.
struct Panels {
  std::vector<float> weights;
  std::vector<float> bias;  ///< zeros after the last one too
  std::size_t inputs, outputs;
};

/// @param weight [outputs, inputs], @param bias [outputs]
[[nodiscard]] Panels pack_panels(const float* weight, const float* bias, std::size_t outputs,
                                 std::size_t inputs);

/// From one row of a buffer to the next: an odd number of cache lines, so that rows a power of two
/// apart do not drive each other out of the cache.
[[nodiscard]] constexpr std::size_t row_distance(std::size_t columns) {
  constexpr std::size_t kLine = 16;
  return ((columns + kLine - 1) / kLine | 1) * kLine;
}

/// out [rows, outputs] = a [rows, inputs] weights^T + bias, on the calling thread; rows of a and of
/// out are `a_row` and `out_row` numbers apart.
void multiply(const float* a, std::size_t a_row, std::size_t rows, const Panels& panels, float* out,
              std::size_t out_row);

}  // namespace saa::nn
