#include "models/wide_resnet/wide_resnet.h"

#include "models/image_input.h"
#include "nn/layers.h"

#include <string>
#include <string_view>

namespace saa::wide_resnet {
namespace {

using nn::Bias;
using nn::Dim;
using nn::Padding2d;
using nn::Value;

constexpr float kEpsilon = 1e-5F;

constexpr std::array<std::string_view, 2> kUnused = {
    "fc.",                   // the classifier over ImageNet's classes
    ".num_batches_tracked",  // a counter of training
};

/// conv<n> and bn<n> of a block.
Value conv_norm(const Scope& block, char n, const Value& x, Dim channels, Dim kernel, Dim stride) {
  const nn::Conv2d options{.stride = {stride, stride}, .padding = Padding2d::all(kernel / 2)};
  const Value y =
      nn::conv2d(block / (std::string("conv") + n), x, channels, kernel, options, Bias::without);
  return nn::batch_norm(block / (std::string("bn") + n), y, kEpsilon);
}

/// layer<l>.<b>: [1, I, H, W] -> [1, outputs, H / stride, W / stride].
Value bottleneck(const Scope& block, const Value& x, const LayerConfig& config, Dim stride) {
  Value y = nn::relu(conv_norm(block, '1', x, config.width, 1, 1));
  y = nn::relu(conv_norm(block, '2', y, config.width, 3, stride));
  y = conv_norm(block, '3', y, config.outputs, 1, 1);
  if (stride == 1 && x.dim(1) == config.outputs) return nn::relu(y + x);
  const Scope side = block / "downsample";
  const Value shortcut =
      nn::conv2d(side / 0, x, config.outputs, 1, {.stride = {stride, stride}}, Bias::without);
  return nn::relu(y + nn::batch_norm(side / 1, shortcut, kEpsilon));
}

}  // namespace

std::vector<Value> stages(const Scope& scope, const Value& image, const Config& config) {
  const Value stem = nn::relu(conv_norm(scope, '1', image, config.stem, 7, 2));
  std::vector<Value> result = {nn::max_pool(stem, 3, 2, Padding2d::all(1))};
  for (std::size_t l = 0; l < config.layers.size(); ++l) {
    const Scope layer = scope / ("layer" + std::to_string(l + 1));
    Value x = result.back();
    for (Dim b = 0; b < config.layers[l].blocks; ++b) {
      x = bottleneck(layer / b, x, config.layers[l], b == 0 && l > 0 ? 2 : 1);
    }
    result.push_back(x);
  }
  return result;
}

std::shared_ptr<const nn::Network> compile(const StateDict& weights, std::span<const int> wanted,
                                           const nn::CompileOptions& options,
                                           const nn::Runtime& runtime) {
  const auto define = [&](nn::Builder& builder) {
    const std::vector<Value> all =
        stages(Scope(weights), image_input(builder, kImageNetPixels), kWideResnet50);
    weights.expect_all_read(kUnused);
    for (const int stage : wanted) {
      builder.output("stage" + std::to_string(stage),
                     nn::permute(all.at(static_cast<std::size_t>(stage)), {0, 2, 3, 1}));
    }
  };
  return runtime.compile("wide_resnet50_2", define, options);
}

}  // namespace saa::wide_resnet
