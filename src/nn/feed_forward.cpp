#include "nn/feed_forward.h"

#include "core/parallel.h"
#include "nn/gelu.h"
#include "nn/host_kernel.h"
#include "nn/network.h"
#include "nn/panel_product.h"
#include "nn/row_norm.h"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <vector>

namespace saa::nn {
namespace {

/// Places that go through both layers together: their hidden channels stay in a core's cache, and
/// the layers' weights are read once for all of them.
constexpr std::size_t kPlaces = 72;

struct Call {
  const float* x;
  RowNorm norm;
  Panels widen, narrow;
  float* result;
  std::size_t places, channels;
};

/// Room for a few places.
struct Scratch {
  std::vector<float> normal;  ///< [kPlaces, channels], rows row_distance() apart
  std::vector<float> hidden;  ///< [kPlaces, hidden], the same
};

void run(const Call& call, std::size_t first, Scratch& scratch) {
  const std::size_t count = std::min(kPlaces, call.places - first);
  const std::size_t row = row_distance(call.channels);
  const std::size_t wide_row = row_distance(call.widen.outputs);
  scratch.normal.resize(kPlaces * row);
  scratch.hidden.resize(kPlaces * wide_row);
  const float* x = call.x + first * call.channels;
  float* result = call.result + first * call.channels;
  normalise(x, count, call.norm, scratch.normal.data(), row);
  multiply(scratch.normal.data(), row, count, call.widen, scratch.hidden.data(), wide_row);
  gelu_in_place(scratch.hidden.data(), count * wide_row);
  multiply(scratch.hidden.data(), wide_row, count, call.narrow, result, call.channels);
  for (std::size_t i = 0; i < count * call.channels; ++i) result[i] += x[i];
}

/// (x, norm's weight, bias, widen's weight, bias, narrow's weight, bias, epsilon [1])
class FeedForwardKernel final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.feed_forward"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    const bool fit = inputs.size() == 8 && inputs[0].size() == 3 && inputs[3].size() == 2 &&
                     inputs[3][1] == inputs[0][2] && inputs[5] == Dims{inputs[3][1], inputs[3][0]};
    if (!fit) {
      throw std::logic_error("feed-forward of x " + shape_text(inputs[0]) + " by weights " +
                             shape_text(inputs[3]) + " and " + shape_text(inputs[5]));
    }
    return inputs[0];
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const auto data = [&](std::size_t input) { return floats(inputs[input]).data(); };
    const auto channels = static_cast<std::size_t>(inputs[0].shape[2]);
    const auto hidden = static_cast<std::size_t>(inputs[3].shape[0]);
    const Call call{.x = data(0),
                    .norm = {data(1), data(2), channels, floats(inputs[7])[0]},
                    .widen = pack_panels(data(3), data(4), hidden, channels),
                    .narrow = pack_panels(data(5), data(6), channels, hidden),
                    .result = result.data(),
                    .places = result.size() / channels,
                    .channels = channels};
    parallel_for((call.places + kPlaces - 1) / kPlaces, [&](std::size_t begin, std::size_t end) {
      Scratch scratch;
      for (std::size_t i = begin; i < end; ++i) run(call, i * kPlaces, scratch);
    });
  }
};

}  // namespace

Value feed_forward(const Value& x, const FeedForward& layers) {
  static const FeedForwardKernel kernel;
  return host_op(kernel, std::array{x, layers.norm_weight, layers.norm_bias, layers.widen_weight,
                                    layers.widen_bias, layers.narrow_weight, layers.narrow_bias,
                                    x.builder().constant(std::span(&layers.epsilon, 1), {1})});
}

}  // namespace saa::nn
