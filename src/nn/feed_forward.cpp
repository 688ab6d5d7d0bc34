#include "nn/feed_forward.h"

#include "core/parallel.h"
#include "nn/activation.h"
#include "nn/host_kernel.h"
#include "nn/lanes.h"
#include "nn/layers.h"
#include "nn/row_norm.h"
#include "nn/weight_panels.h"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <vector>

namespace saa::nn {
namespace {

/// Places that go through both layers together, at most: the layers' weights are read once for all
/// of them.
constexpr std::size_t kPlaces = 72;
/// Places that a product computes together.
constexpr std::size_t kStep = 6;
/// Hidden channels that are computed together. With the places' numbers before and after the layers
/// they stay in a core's cache.
constexpr std::size_t kHidden = 256;

/// Places that go through together so that all threads end at about the same time.
std::size_t block_places(std::size_t places, std::size_t threads) {
  // Of a block's time as much as for six places is for its weights.
  constexpr std::size_t kFixed = 6;
  const auto time = [&](std::size_t block) {
    const std::size_t blocks = (places + block - 1) / block;
    return (blocks + threads - 1) / threads * (block + kFixed);
  };
  std::size_t best = kPlaces;
  for (std::size_t block = kPlaces; block >= kPlaces / 2; block -= kStep) {
    if (time(block) < time(best)) best = block;
  }
  return best;
}

/// Where the norm is, which tells the activation too.
enum class Norm { first, last };

struct Call {
  Norm place;
  const float* x;
  RowNorm norm;
  Panels widen, narrow;
  float* result;
  std::size_t places, channels;
  std::size_t block;  ///< places that go through together
};

/// Room for a few places; rows are row_distance() apart.
struct Scratch {
  explicit Scratch(const Call& call)
      : row(row_distance(call.channels)),
        wide_row(row_distance(std::min(kHidden, call.widen.outputs))),
        normal(call.block * row),
        hidden(call.block * wide_row) {}

  std::size_t row, wide_row;
  std::vector<float> normal;  ///< [block, channels]
  std::vector<float> hidden;  ///< [block, kHidden]
};

void run(const Call& call, std::size_t first, Scratch& scratch) {
  const std::size_t count = std::min(call.block, call.places - first);
  const float* x = call.x + first * call.channels;
  float* result = call.result + first * call.channels;
  const bool norm_first = call.place == Norm::first;
  if (norm_first) normalise(x, count, call.norm, scratch.normal.data(), scratch.row);
  const float* input = norm_first ? scratch.normal.data() : x;
  const std::size_t row = norm_first ? scratch.row : call.channels;
  const auto activate = norm_first ? gelu_in_place : relu_in_place;
  for (std::size_t begin = 0; begin < call.widen.outputs; begin += kHidden) {
    const std::size_t wide = std::min(kHidden, call.widen.outputs - begin);
    multiply(input, row, count, call.widen,
             {.first_output = begin, .outputs = wide, .first_input = 0, .inputs = call.channels},
             scratch.hidden.data(), scratch.wide_row);
    activate(scratch.hidden.data(), count * scratch.wide_row);
    multiply(scratch.hidden.data(), scratch.wide_row, count, call.narrow,
             {.first_output = 0, .outputs = call.channels, .first_input = begin, .inputs = wide},
             result, call.channels);
  }
  if (norm_first) {
    for (std::size_t i = 0; i < count * call.channels; ++i) result[i] += x[i];
  } else {
    normalise_sum(x, result, count, call.norm, result);
  }
}

/// (x, norm's weight, bias, widen's panels, bias, narrow's panels, bias, epsilon [1])
class FeedForwardKernel final : public HostKernel {
 public:
  FeedForwardKernel(std::string_view name, Norm place) : name_(name), place_(place) {}

  [[nodiscard]] std::string_view name() const override { return name_; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    if (inputs.size() != 8 || !fit(inputs)) {
      throw std::logic_error("feed-forward of x " + shape_text(inputs[0]) + " by panels " +
                             shape_text(inputs[3]) + " and " + shape_text(inputs[5]));
    }
    return inputs[0];
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const auto data = [&](std::size_t input) { return floats(inputs[input]).data(); };
    const auto channels = static_cast<std::size_t>(inputs[0].shape[2]);
    const std::size_t places = result.size() / channels;
    const Call call{.place = place_,
                    .x = data(0),
                    .norm = {data(1), data(2), channels, floats(inputs[7])[0]},
                    .widen = layer_of(inputs[3], inputs[4]),
                    .narrow = layer_of(inputs[5], inputs[6]),
                    .result = result.data(),
                    .places = places,
                    .channels = channels,
                    .block = block_places(places, static_cast<std::size_t>(threads_here()))};
    parallel_for((places + call.block - 1) / call.block, [&](std::size_t begin, std::size_t end) {
      Scratch scratch(call);
      for (std::size_t i = begin; i < end; ++i) run(call, i * call.block, scratch);
    });
  }

 private:
  [[nodiscard]] static bool fit(std::span<const Dims> inputs) {
    const Dims &x = inputs[0], &hidden = inputs[4];
    return x.size() == 3 && hidden.size() == 1 && inputs[6] == Dims{x[2]} &&
           are_panels(inputs[3], hidden[0], x[2]) && are_panels(inputs[5], x[2], hidden[0]);
  }

  std::string_view name_;
  Norm place_;
};

Value apply(const FeedForwardKernel& kernel, const Value& x, const FeedForward& layers) {
  return host_op(kernel, std::array{x, layers.norm_weight, layers.norm_bias,
                                    weight_panels(layers.widen_weight), layers.widen_bias,
                                    weight_panels(layers.narrow_weight), layers.narrow_bias,
                                    x.builder().constant(std::span(&layers.epsilon, 1), {1})});
}

}  // namespace

FeedForward feed_forward_layers(Builder& builder, const Scope& norm, const Scope& widen,
                                const Scope& narrow, Dim channels, Dim hidden, float epsilon) {
  return {.norm_weight = param(builder, norm, "weight", {channels}),
          .norm_bias = param(builder, norm, "bias", {channels}),
          .widen_weight = param(builder, widen, "weight", {hidden, channels}),
          .widen_bias = param(builder, widen, "bias", {hidden}),
          .narrow_weight = param(builder, narrow, "weight", {channels, hidden}),
          .narrow_bias = param(builder, narrow, "bias", {channels}),
          .epsilon = epsilon};
}

bool feed_forward_is_quicker() { return machine() == Machine::v3; }

Value feed_forward(const Value& x, const FeedForward& layers) {
  static const FeedForwardKernel kernel("saa.feed_forward", Norm::first);
  return apply(kernel, x, layers);
}

Value feed_forward_norm_last(const Value& x, const FeedForward& layers) {
  static const FeedForwardKernel kernel("saa.feed_forward_norm_last", Norm::last);
  return apply(kernel, x, layers);
}

}  // namespace saa::nn
