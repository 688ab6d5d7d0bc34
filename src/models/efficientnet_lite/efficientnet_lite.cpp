#include "models/efficientnet_lite/efficientnet_lite.h"

#include "models/image_input.h"
#include "nn/layers.h"

#include <string>
#include <string_view>

namespace saa::efficientnet_lite {
namespace {

using nn::Bias;
using nn::Dim;
using nn::Padding2d;
using nn::Value;

constexpr float kEpsilon = 1e-3F;

/// (v - 127) / 128 on every channel, as the TensorFlow original.
constexpr PixelNormalisation kPixels = {{127.0F, 127.0F, 127.0F}, {128.0F, 128.0F, 128.0F}};

constexpr std::array<std::string_view, 4> kUnused = {
    "_conv_head.",           // the classifier: widening, …
    "_bn1.",                 // … its normalisation …
    "_fc.",                  // … and the scores of ImageNet's classes
    ".num_batches_tracked",  // a counter of training
};

/// A convolution without bias and the batch norm behind it.
Value conv_norm(const Scope& scope, std::string_view conv, std::string_view norm, const Value& x,
                Dim channels, Dim kernel, Dim stride, Dim groups) {
  const nn::Conv2d options{
      .stride = {stride, stride}, .padding = Padding2d::tensorflow_same(), .groups = groups};
  return nn::batch_norm(scope / norm,
                        nn::conv2d(scope / conv, x, channels, kernel, options, Bias::without),
                        kEpsilon);
}

/// _blocks.<i>: widened, filtered channel by channel, narrowed; added to what came in where the
/// shapes agree.
Value inverted_bottleneck(const Scope& block, const Value& x, const StageConfig& config,
                          Dim stride) {
  const Dim inner = x.dim(1) * config.expansion;
  Value y = x;
  if (config.expansion != 1) {
    y = nn::relu6(conv_norm(block, "_expand_conv", "_bn0", y, inner, 1, 1, 1));
  }
  y = nn::relu6(
      conv_norm(block, "_depthwise_conv", "_bn1", y, inner, config.kernel, stride, inner));
  y = conv_norm(block, "_project_conv", "_bn2", y, config.outputs, 1, 1, 1);
  return stride == 1 && x.dim(1) == config.outputs ? y + x : y;
}

}  // namespace

std::vector<Value> stages(const Scope& scope, const Value& image, const Config& config) {
  std::vector<Value> result = {
      nn::relu6(conv_norm(scope, "_conv_stem", "_bn0", image, config.stem, 3, 2, 1))};
  Dim block = 0;
  for (const StageConfig& stage : config.stages) {
    Value x = result.back();
    for (Dim b = 0; b < stage.blocks; ++b) {
      x = inverted_bottleneck(scope / "_blocks" / block++, x, stage, b == 0 ? stage.stride : 1);
    }
    result.push_back(x);
  }
  return result;
}

std::shared_ptr<const nn::Network> compile(const StateDict& weights, std::span<const int> wanted,
                                           const nn::CompileOptions& options,
                                           const nn::Runtime& runtime) {
  const auto define = [&](nn::Builder& builder) {
    const std::vector<Value> all = stages(Scope(weights), image_input(builder, kPixels), kLite0);
    weights.expect_all_read(kUnused);
    for (const int stage : wanted) {
      builder.output("stage" + std::to_string(stage),
                     nn::permute(all.at(static_cast<std::size_t>(stage)), {0, 2, 3, 1}));
    }
  };
  return runtime.compile("efficientnet_lite0", define, options);
}

}  // namespace saa::efficientnet_lite
