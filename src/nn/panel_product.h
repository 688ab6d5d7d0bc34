// Products with a layer's weights, for host kernels that work on a few rows at a time.
#pragma once

#include <cstddef>
#include <span>

namespace saa::nn {

/// Outputs of a panel: on every machine whole vectors, and one cache line an input.
inline constexpr std::size_t kPanelOutputs = 16;

/// The weights of a linear layer as its products read them, cut into panels of some outputs:
/// [panels][inputs][kPanelOutputs], zeros after the last output. Not an owner.
struct Panels {
  const float* weights;
  const float* bias;  ///< [outputs]; null: zeros
  std::size_t inputs, outputs;
};

/// An even number, so that machines with long vectors can take two at a time.
[[nodiscard]] constexpr std::size_t panel_count(std::size_t outputs) {
  return (outputs + 2 * kPanelOutputs - 1) / (2 * kPanelOutputs) * 2;
}

/// @param weight [outputs, inputs]
/// @param panels whole panels of [inputs][kPanelOutputs], at least as many as hold the outputs
void pack_panels(const float* weight, std::size_t outputs, std::size_t inputs,
                 std::span<float> panels);

/// Some of a layer's outputs, summed over some of its inputs.
struct LayerPart {
  std::size_t first_output, outputs;  ///< the first is a multiple of 2 * kPanelOutputs
  std::size_t first_input, inputs;
};

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

/// The same for a part of the layer, whose inputs and outputs are all that a and out hold. Products
/// of inputs after the layer's first are added to what out holds; so parts in the inputs' order sum
/// up to the whole, to the bit.
void multiply(const float* a, std::size_t a_row, std::size_t rows, const Panels& panels,
              const LayerPart& part, float* out, std::size_t out_row);

}  // namespace saa::nn
