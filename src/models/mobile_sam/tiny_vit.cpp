#include "models/mobile_sam/tiny_vit.h"

#include "models/feed_forward.h"
#include "models/sam/weight_shapes.h"
#include "nn/depthwise_convolution.h"
#include "nn/inverted_bottleneck.h"
#include "nn/layers.h"
#include "nn/window_attention.h"

#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace saa::mobile_sam {
namespace {

using nn::Bias;
using nn::Dim;
using nn::Value;
using sam::weight_dim;

constexpr float kEpsilon = 1e-5F;

Value to_channels_first(const Value& x) { return nn::permute(x, {0, 3, 1, 2}); }
Value to_channels_last(const Value& x) { return nn::permute(x, {0, 2, 3, 1}); }

/// Conv2d_BN: `c` and `bn` on x [1, I, H, W]; padded so that only the stride makes it smaller.
Value conv_norm(const Scope& scope, const Value& x, Dim stride = 1, Dim groups = 1) {
  const Scope conv = scope / "c";
  const Dim kernel = weight_dim(conv, "weight", 2);
  const nn::Conv2d options{
      .stride = {stride, stride}, .padding = nn::Padding2d::all(kernel / 2), .groups = groups};
  return nn::batch_norm(
      scope / "bn",
      nn::conv2d(conv, x, weight_dim(conv, "weight", 0), kernel, options, Bias::without), kEpsilon);
}

/// Conv2d_BN's weight, a row for each output, with the norm folded in.
struct FoldedConv {
  Value weight, bias;
};

/// @param shape of `c.weight` [outputs, ...] as it is wanted
FoldedConv fold(nn::Builder& builder, const Scope& scope, const nn::Dims& shape) {
  const Scope conv = scope / "c";
  const Dim outputs = shape.front();
  const Dim inputs = weight_dim(conv, "weight", 1);
  const Dim kernel = weight_dim(conv, "weight", 2);
  std::vector<float> weight = to_f32(conv.param("weight", {outputs, inputs, kernel, kernel}));
  const nn::ChannelScale norm = nn::channel_scale(scope / "bn", outputs, kEpsilon);
  const std::size_t row = weight.size() / norm.scale.size();
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] *= norm.scale[i / row];
  return {builder.constant(weight, shape, scope.key("weight")),
          builder.constant(norm.shift, {outputs}, scope.key("bias"))};
}

enum class Shortcut { without, with };

/// conv1 to conv3 of an MBConv or PatchMerging: widened, filtered channel by channel, narrowed.
/// [1, H, W, C] -> [1, H / stride, W / stride, outputs]; with a shortcut gelu(y + x).
Value bottleneck(const Scope& scope, const Value& x, Dim stride, Shortcut shortcut,
                 BlockForm form) {
  const Dim hidden = weight_dim(scope / "conv1", "c.weight", 0);
  if (form == BlockForm::fused) {
    nn::Builder& builder = x.builder();
    const FoldedConv expand = fold(builder, scope / "conv1", {hidden, x.dim(3)});
    const FoldedConv depthwise = fold(builder, scope / "conv2", {hidden, 3, 3});
    const Dim outputs = weight_dim(scope / "conv3", "c.weight", 0);
    const FoldedConv project = fold(builder, scope / "conv3", {outputs, hidden});
    return nn::inverted_bottleneck(x,
                                   {expand.weight, expand.bias, depthwise.weight, depthwise.bias,
                                    project.weight, project.bias},
                                   stride, shortcut == Shortcut::with);
  }
  const Value first = to_channels_first(x);
  Value y = nn::gelu(conv_norm(scope / "conv1", first));
  y = nn::gelu(conv_norm(scope / "conv2", y, stride, hidden));
  y = conv_norm(scope / "conv3", y);
  return to_channels_last(shortcut == Shortcut::with ? nn::gelu(y + first) : y);
}

/// local_conv of an attention block: [1, H, W, C] -> the same shape.
Value local_convolution(const Scope& scope, const Value& x, BlockForm form) {
  const Dim channels = x.dim(3);
  if (form == BlockForm::fused) {
    const FoldedConv conv = fold(x.builder(), scope, {channels, 3, 3});
    return nn::depthwise_convolution(x, conv.weight, conv.bias);
  }
  return to_channels_last(conv_norm(scope, to_channels_first(x), 1, channels));
}

/// attention_biases [heads, window * window] spread to [heads, N, N] for the N places of a window:
/// a number for each distance in rows and columns, in the order in which they are first met.
Value spread_biases(nn::Builder& builder, const Scope& attn, Dim heads, Dim window) {
  std::map<std::pair<Dim, Dim>, Dim> numbers;
  nn::Dims places;
  const Dim n = window * window;
  for (Dim a = 0; a < n; ++a) {
    for (Dim b = 0; b < n; ++b) {
      const std::pair distance = {std::abs(a / window - b / window),
                                  std::abs(a % window - b % window)};
      places.push_back(
          numbers.try_emplace(distance, static_cast<Dim>(numbers.size())).first->second);
    }
  }
  const Value biases = nn::param(builder, attn, "attention_biases", {heads, n});
  return nn::gather(biases, builder.constant(std::span<const Dim>(places), {n, n}), 1);
}

/// qkv of places normalised already, [.., C]: all queries, then all keys, then all values. The
/// checkpoint has a head's query, key and value side by side.
Value project(const Scope& attn, const Value& x, Dim heads) {
  const Dim c = x.dim(-1);
  nn::Builder& builder = x.builder();
  const Scope qkv = attn / "qkv";
  const auto by_kind = [&](const Value& weight, nn::Dims shape) {
    nn::Dims split = {heads, 3, c / heads};
    split.insert(split.end(), shape.begin() + 1, shape.end());
    nn::Dims order = {1, 0, 2};
    if (shape.size() > 1) order.push_back(3);
    return nn::reshape(nn::permute(nn::reshape(weight, split), order), shape);
  };
  const Value weight = by_kind(nn::param(builder, qkv, "weight", {3 * c, c}), {3 * c, c});
  return nn::matmul_t(x, weight) + by_kind(nn::param(builder, qkv, "bias", {3 * c}), {3 * c});
}

/// attn: places [1, H * W, C], each attending to those of its window.
Value attend(const Scope& attn, const Value& x, const LayerConfig& config, Dim height, Dim width) {
  nn::Builder& builder = x.builder();
  const Dim c = config.width;
  const Value normal = nn::layer_norm(attn / "norm", x, kEpsilon);
  // parity: the original pads before it normalises, so that a padded place is the norm's bias.
  const Scope norm = attn / "norm";
  const Value padding = project(attn, nn::param(builder, norm, "bias", {c}), config.heads);
  const auto whole = [&](nn::Dims numbers) {
    return builder.constant(std::span<const Dim>(numbers), {static_cast<Dim>(numbers.size())});
  };
  const Value y = nn::window_attention(project(attn, normal, config.heads), padding,
                                       spread_biases(builder, attn, config.heads, config.window),
                                       whole({height, width}), whole({0}));
  return nn::linear(attn / "proj", y, c);
}

/// layers.<l>.blocks.<i>, l > 0 (TinyViTBlock): [1, H, W, C] -> the same shape.
Value attention_block(const Scope& block, const Value& x, const LayerConfig& config,
                      BlockForm form) {
  const auto [b, height, width, c] = x.dims<4>();
  const Value places = nn::reshape(x, {b, height * width, c});
  const Value seen = places + attend(block / "attn", places, config, height, width);
  const Value filtered =
      local_convolution(block / "local_conv", nn::reshape(seen, x.shape()), form);
  const Value y = nn::reshape(filtered, places.shape());
  const Scope mlp = block / "mlp";
  const Dim hidden = weight_dim(mlp, "fc1.weight", 0);
  return nn::reshape(
      feed_forward({mlp / "norm", mlp / "fc1", mlp / "fc2"}, y, hidden, kEpsilon, form), x.shape());
}

}  // namespace

Config detect(const Scope& encoder) {
  Config config;
  for (Dim l = 0; encoder.has("layers." + std::to_string(l) + ".blocks.0." +
                              (l == 0 ? "conv1.c.weight" : "attn.qkv.weight"));
       ++l) {
    const Scope layer = encoder / "layers" / l;
    LayerConfig found{};
    const std::string_view leaf = l == 0 ? "conv1.c.weight" : "attn.qkv.weight";
    while (layer.has("blocks." + std::to_string(found.blocks) + "." + std::string(leaf))) {
      ++found.blocks;
    }
    found.width = weight_dim(layer, "blocks.0." + std::string(leaf), 1);
    if (l > 0) {
      const Scope attn = layer / "blocks" / 0 / "attn";
      found.heads = weight_dim(attn, "attention_biases", 0);
      found.window = std::lround(std::sqrt(double(weight_dim(attn, "attention_biases", 1))));
    }
    config.layers.push_back(found);
  }
  return config;
}

std::vector<Value> stages(const Scope& encoder, const Value& image, const Config& config) {
  const Scope stem = encoder / "patch_embed" / "seq";
  Value x = to_channels_last(conv_norm(stem / 2, nn::gelu(conv_norm(stem / 0, image, 2)), 2));
  std::vector<Value> result = {x};
  for (std::size_t l = 0; l < config.layers.size(); ++l) {
    const Scope layer = encoder / "layers" / static_cast<Dim>(l);
    const LayerConfig& sizes = config.layers[l];
    for (Dim b = 0; b < sizes.blocks; ++b) {
      const Scope block = layer / "blocks" / b;
      x = l == 0 ? bottleneck(block, x, 1, Shortcut::with, config.form)
                 : attention_block(block, x, sizes, config.form);
    }
    if (l + 1 < config.layers.size()) {
      // MobileSAM does not shrink before its last layer, where TinyViT does.
      const Dim stride = l + 2 < config.layers.size() ? 2 : 1;
      x = bottleneck(layer / "downsample", x, stride, Shortcut::without, config.form);
    }
    result.push_back(x);
  }
  return result;
}

}  // namespace saa::mobile_sam
