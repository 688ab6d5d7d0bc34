#include "nn/depthwise_convolution.h"

#include "core/parallel.h"
#include "nn/depthwise_row.h"
#include "nn/host_kernel.h"
#include "nn/network.h"

#include <array>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace saa::nn {
namespace {

/// (x, weight, bias)
class DepthwiseConvolution final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.depthwise_convolution"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    const bool fit = inputs.size() == 3 && inputs[0].size() == 4 && inputs[0][0] == 1 &&
                     inputs[1] == Dims{inputs[0][3], 3, 3} && inputs[2] == Dims{inputs[0][3]};
    if (!fit) {
      throw std::logic_error("depthwise convolution of x " + shape_text(inputs[0]) +
                             " and weight " + shape_text(inputs[1]));
    }
    return inputs[0];
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const auto size = [&](std::size_t axis) {
      return static_cast<std::size_t>(inputs[0].shape[axis]);
    };
    const std::size_t height = size(1), width = size(2), channels = size(3);
    const float* x = floats(inputs[0]).data();
    const std::vector<float> weights = by_tap(floats(inputs[1]).data(), channels);
    const std::size_t length = width * channels;
    parallel_for(height, [&](std::size_t begin, std::size_t end) {
      for (std::size_t y = begin; y < end; ++y) {
        const float* middle = x + y * length;
        filter({.rows = {y > 0 ? middle - length : nullptr, middle,
                         y + 1 < height ? middle + length : nullptr},
                .width = width,
                .distance = channels,
                .centre = 0,
                .stride = 1,
                .channels = channels,
                .weights = weights.data(),
                .bias = floats(inputs[2]).data()},
               width, result.data() + y * length, channels);
      }
    });
  }
};

}  // namespace

Value depthwise_convolution(const Value& x, const Value& weight, const Value& bias) {
  static const DepthwiseConvolution kernel;
  return host_op(kernel, std::array{x, weight, bias});
}

}  // namespace saa::nn
