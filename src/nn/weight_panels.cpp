#include "nn/weight_panels.h"

#include "core/parallel.h"
#include "nn/host_kernel.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace saa::nn {
namespace {

/// (weight)
class WeightPanels final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.weight_panels"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    if (inputs.size() != 1 || inputs[0].size() != 2) {
      throw std::logic_error("panels of a weight " + shape_text(inputs[0]));
    }
    const auto outputs = static_cast<std::size_t>(inputs[0][0]);
    return {static_cast<Dim>(panel_count(outputs)), inputs[0][1], kPanelOutputs};
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const float* weight = floats(inputs[0]).data();
    const auto outputs = static_cast<std::size_t>(inputs[0].shape[0]);
    const auto width = static_cast<std::size_t>(inputs[0].shape[1]);
    const std::size_t panel = kPanelOutputs * width;
    parallel_for(panel_count(outputs), [&](std::size_t begin, std::size_t end) {
      const std::size_t first = std::min(begin * kPanelOutputs, outputs);
      const std::size_t last = std::min(end * kPanelOutputs, outputs);
      pack_panels(weight + first * width, last - first, width,
                  result.subspan(begin * panel, (end - begin) * panel));
    });
  }
};

}  // namespace

Value weight_panels(const Value& weight) {
  static const WeightPanels kernel;
  return host_op(kernel, std::array{weight});
}

bool are_panels(const Dims& panels, Dim outputs, Dim inputs) {
  return panels == Dims{static_cast<Dim>(panel_count(static_cast<std::size_t>(outputs))), inputs,
                        kPanelOutputs};
}

Panels layer_of(const Tensor& panels, const Tensor& bias) {
  return {.weights = floats(panels).data(),
          .bias = floats(bias).data(),
          .inputs = static_cast<std::size_t>(panels.shape[1]),
          .outputs = static_cast<std::size_t>(bias.shape[0])};
}

}  // namespace saa::nn
