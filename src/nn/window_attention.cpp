#include "nn/window_attention.h"

#include "core/parallel.h"
#include "nn/host_kernel.h"
#include "nn/host_sizes.h"
#include "nn/window_attention_tile.h"

#include <cmath>
#include <stdexcept>

namespace saa::nn {
namespace {

const float* f32_data(const Tensor& tensor) {
  return reinterpret_cast<const float*>(tensor.bytes.data());
}

/// Which of an axis's places belong together: 0 in front, 1 and 2 in the last window, where what
/// was turned over from the front begins.
int origin(Dim place, Dim padded, Dim window, Dim shift) {
  if (shift == 0 || place < padded - window) return 0;
  return place < padded - shift ? 1 : 2;
}

/// The grid and its windows.
struct Windows {
  Dim height, width;  ///< of the grid
  Dim window, shift;
  Dim rows = (height + window - 1) / window;
  Dim columns = (width + window - 1) / window;

  /// Fills in where the tokens of one window lie and which of them belong together.
  void lay_out(Dim index, WindowTile& tile) const {
    const Dim top = index / columns * window;
    const Dim left = index % columns * window;
    for (Dim place = 0; place < window * window; ++place) {
      const Dim y = top + place / window;
      const Dim x = left + place % window;
      const Dim source_y = (y + shift) % (rows * window);
      const Dim source_x = (x + shift) % (columns * window);
      const bool inside = source_y < height && source_x < width;
      tile.tokens[place] = inside ? source_y * width + source_x : WindowTile::kPadding;
      tile.origins[place] =
          3 * origin(y, rows * window, window, shift) + origin(x, columns * window, window, shift);
    }
  }
};

class WindowAttention final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.window_attention"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    const Dims& qkv = inputs[0];
    const Dims& bias = inputs[2];
    if (inputs.size() != 5 || qkv.size() != 3 || bias.size() != 3 || bias[1] != bias[2] ||
        qkv[2] % (3 * bias[0]) != 0) {
      throw std::logic_error("window attention of qkv " + shape_text(qkv) + " and bias " +
                             shape_text(bias));
    }
    return {qkv[0], qkv[1], qkv[2] / 3};
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const Dims& qkv = inputs[0].shape;
    const Dims& bias = inputs[2].shape;
    const Dim places = bias[1];
    const Windows windows{.height = host_size(inputs[3], 0),
                          .width = host_size(inputs[3], 1),
                          .window = std::lround(std::sqrt(double(places))),
                          .shift = host_size(inputs[4], 0)};
    if (windows.height * windows.width != qkv[1]) {
      throw std::logic_error("window attention of " + std::to_string(qkv[1]) +
                             " tokens on a grid of " + std::to_string(windows.height) + " x " +
                             std::to_string(windows.width));
    }
    const WindowHeads heads{.qkv = f32_data(inputs[0]),
                            .padding = f32_data(inputs[1]),
                            .bias = f32_data(inputs[2]),
                            .result = result.data(),
                            .heads = static_cast<std::size_t>(bias[0]),
                            .channels = static_cast<std::size_t>(qkv[2] / (3 * bias[0])),
                            .places = static_cast<std::size_t>(places)};
    const auto count = static_cast<std::size_t>(windows.rows * windows.columns);
    parallel_for(count, [&](std::size_t begin, std::size_t end) {
      WindowTile tile(heads);
      for (std::size_t index = begin; index < end; ++index) {
        windows.lay_out(static_cast<Dim>(index), tile);
        attend(heads, tile);
      }
    });
  }
};

}  // namespace

Value window_attention(const Value& qkv, const Value& padding, const Value& bias, const Value& grid,
                       const Value& shift) {
  static const WindowAttention kernel;
  return host_op(kernel, std::array{qkv, padding, bias, grid, shift});
}

}  // namespace saa::nn
