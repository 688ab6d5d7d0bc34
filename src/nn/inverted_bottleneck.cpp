#include "nn/inverted_bottleneck.h"

#include "core/parallel.h"
#include "nn/activation.h"
#include "nn/depthwise_row.h"
#include "nn/host_kernel.h"
#include "nn/weight_panels.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace saa::nn {
namespace {

/// A tile of the result: wide enough that columns seen twice cost little, so small that three
/// expanded rows stay in a core's cache.
constexpr std::size_t kColumns = 64;
constexpr std::size_t kRows = 32;

/// Rows of x that a row of filters sees.
constexpr std::size_t kRing = 3;

struct Call {
  const float* x;
  Panels expand;
  std::vector<float> depthwise;  ///< [9, hidden]
  const float* depthwise_bias;
  Panels project;
  float* result;
  std::size_t height, width;  ///< of x
  std::size_t stride;
  bool shortcut;

  [[nodiscard]] std::size_t result_height() const { return (height - 1) / stride + 1; }
  [[nodiscard]] std::size_t result_width() const { return (width - 1) / stride + 1; }
};

/// A piece of the result: rows and columns, ends excluded.
struct Tile {
  std::size_t top, bottom, left, right;
};

/// Works through tiles on one thread.
class TileWorker {
 public:
  explicit TileWorker(const Call& call)
      : call_(call), distance_(row_distance(call.expand.outputs)) {}

  void run(const Tile& tile) {
    const std::size_t stride = call_.stride;
    begin_ = tile.left * stride - (tile.left > 0 ? 1 : 0);
    columns_ = std::min((tile.right - 1) * stride + 2, call_.width) - begin_;
    expanded_.resize(kRing * columns_ * distance_);
    filtered_.resize((tile.right - tile.left) * distance_);
    // The first row of x that is not expanded yet.
    std::size_t next = tile.top * stride - (tile.top > 0 ? 1 : 0);
    for (std::size_t row = tile.top; row < tile.bottom; ++row) {
      const std::size_t below = std::min(row * stride + 2, call_.height);
      for (; next < below; ++next) expand(next);
      filter_row(tile, row);
      project(tile, row);
    }
  }

 private:
  [[nodiscard]] float* expanded_row(std::size_t row) {
    return expanded_.data() + row % kRing * columns_ * distance_;
  }

  void expand(std::size_t row) {
    const std::size_t inputs = call_.expand.inputs;
    float* to = expanded_row(row);
    multiply(call_.x + (row * call_.width + begin_) * inputs, inputs, columns_, call_.expand, to,
             distance_);
    gelu_in_place(to, columns_ * distance_);
  }

  void filter_row(const Tile& tile, std::size_t row) {
    const std::size_t centre = row * call_.stride;
    const std::size_t count = tile.right - tile.left;
    filter({.rows = {centre > 0 ? expanded_row(centre - 1) : nullptr, expanded_row(centre),
                     centre + 1 < call_.height ? expanded_row(centre + 1) : nullptr},
            .width = columns_,
            .distance = distance_,
            .centre = tile.left * call_.stride - begin_,
            .stride = call_.stride,
            .channels = call_.expand.outputs,
            .weights = call_.depthwise.data(),
            .bias = call_.depthwise_bias},
           count, filtered_.data(), distance_);
    gelu_in_place(filtered_.data(), count * distance_);
  }

  void project(const Tile& tile, std::size_t row) {
    const std::size_t outputs = call_.project.outputs;
    const std::size_t count = tile.right - tile.left;
    const std::size_t first = (row * call_.result_width() + tile.left) * outputs;
    float* to = call_.result + first;
    multiply(filtered_.data(), distance_, count, call_.project, to, outputs);
    if (call_.shortcut) gelu_of_sum(to, call_.x + first, count * outputs);
  }

  const Call& call_;
  std::size_t distance_;                 ///< numbers from one place to the next, of what is between
  std::size_t begin_ = 0, columns_ = 0;  ///< of x, that the tile's filters see
  std::vector<float> expanded_;          ///< [kRing, columns, distance]
  std::vector<float> filtered_;          ///< a row before it is projected: [columns, distance]
};

/// (x, expand's panels, bias, depthwise's weight, bias, project's panels, bias)
class InvertedBottleneck final : public HostKernel {
 public:
  InvertedBottleneck(std::string_view name, Dim stride, bool shortcut)
      : name_(name), stride_(stride), shortcut_(shortcut) {}

  [[nodiscard]] std::string_view name() const override { return name_; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    if (inputs.size() != 7 || !fit(inputs)) {
      throw std::logic_error("inverted bottleneck of x " + shape_text(inputs[0]) + " and panels " +
                             shape_text(inputs[1]) + ", " + shape_text(inputs[3]) + ", " +
                             shape_text(inputs[5]));
    }
    const auto strided = [&](Dim size) {
      return size == kDynamic ? kDynamic : (size - 1) / stride_ + 1;
    };
    return {inputs[0][0], strided(inputs[0][1]), strided(inputs[0][2]), inputs[6][0]};
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const auto data = [&](std::size_t input) { return floats(inputs[input]).data(); };
    const auto size = [&](std::size_t axis) {
      return static_cast<std::size_t>(inputs[0].shape[axis]);
    };
    const Panels expand = layer_of(inputs[1], inputs[2]);
    const Call call{.x = data(0),
                    .expand = expand,
                    .depthwise = by_tap(data(3), expand.outputs),
                    .depthwise_bias = data(4),
                    .project = layer_of(inputs[5], inputs[6]),
                    .result = result.data(),
                    .height = size(1),
                    .width = size(2),
                    .stride = static_cast<std::size_t>(stride_),
                    .shortcut = shortcut_};
    const std::size_t across = (call.result_width() + kColumns - 1) / kColumns;
    const std::size_t down = (call.result_height() + kRows - 1) / kRows;
    parallel_for(across * down, [&](std::size_t begin, std::size_t end) {
      TileWorker worker(call);
      for (std::size_t index = begin; index < end; ++index) {
        const std::size_t top = index / across * kRows;
        const std::size_t left = index % across * kColumns;
        worker.run({.top = top,
                    .bottom = std::min(top + kRows, call.result_height()),
                    .left = left,
                    .right = std::min(left + kColumns, call.result_width())});
      }
    });
  }

 private:
  /// One picture, and weights that follow one another.
  [[nodiscard]] bool fit(std::span<const Dims> inputs) const {
    const Dims &x = inputs[0], &hidden = inputs[2], &outputs = inputs[6];
    return x.size() == 4 && x[0] == 1 && hidden.size() == 1 && outputs.size() == 1 &&
           are_panels(inputs[1], hidden[0], x[3]) && inputs[3] == Dims{hidden[0], 3, 3} &&
           are_panels(inputs[5], outputs[0], hidden[0]) && (!shortcut_ || outputs[0] == x[3]);
  }

  std::string_view name_;
  Dim stride_;
  bool shortcut_;
};

const InvertedBottleneck& kernel_for(Dim stride, bool shortcut) {
  static const InvertedBottleneck with_shortcut("saa.inverted_bottleneck_shortcut", 1, true);
  static const InvertedBottleneck plain("saa.inverted_bottleneck", 1, false);
  static const InvertedBottleneck halving("saa.inverted_bottleneck_halving", 2, false);
  if (shortcut && stride == 1) return with_shortcut;
  if (!shortcut && stride == 1) return plain;
  if (!shortcut && stride == 2) return halving;
  throw std::logic_error("inverted bottleneck of stride " + std::to_string(stride) +
                         (shortcut ? " with" : " without") + " a shortcut");
}

}  // namespace

Value inverted_bottleneck(const Value& x, const Bottleneck& weights, Dim stride, bool shortcut) {
  return host_op(
      kernel_for(stride, shortcut),
      std::array{x, weight_panels(weights.expand), weights.expand_bias, weights.depthwise,
                 weights.depthwise_bias, weight_panels(weights.project), weights.project_bias});
}

}  // namespace saa::nn
