#include "models/mobile_sam/tiny_vit.h"

#include "models/sam/weight_shapes.h"
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

/// layers.0.blocks.<i> (MBConv): widened, filtered channel by channel, narrowed.
Value convolution_block(const Scope& block, const Value& x) {
  Value y = nn::gelu(conv_norm(block / "conv1", x));
  y = nn::gelu(conv_norm(block / "conv2", y, 1, y.dim(1)));
  return nn::gelu(conv_norm(block / "conv3", y) + x);
}

/// layers.<l>.downsample (PatchMerging): to the next layer's width.
Value merge_patches(const Scope& scope, const Value& x, Dim stride) {
  Value y = nn::gelu(conv_norm(scope / "conv1", x));
  y = nn::gelu(conv_norm(scope / "conv2", y, stride, y.dim(1)));
  return conv_norm(scope / "conv3", y);
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
Value attention_block(const Scope& block, const Value& x, const LayerConfig& config) {
  const auto [b, height, width, c] = x.dims<4>();
  const Value places = nn::reshape(x, {b, height * width, c});
  const Value seen = places + attend(block / "attn", places, config, height, width);
  const Value filtered =
      conv_norm(block / "local_conv", to_channels_first(nn::reshape(seen, x.shape())), 1, c);
  const Value y = nn::reshape(to_channels_last(filtered), places.shape());
  const Scope mlp = block / "mlp";
  const Value hidden = nn::linear(mlp / "fc1", nn::layer_norm(mlp / "norm", y, kEpsilon),
                                  weight_dim(mlp, "fc1.weight", 0));
  return nn::reshape(y + nn::linear(mlp / "fc2", nn::gelu(hidden), c), x.shape());
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
  Value x = conv_norm(stem / 2, nn::gelu(conv_norm(stem / 0, image, 2)), 2);
  std::vector<Value> result = {to_channels_last(x)};
  for (std::size_t l = 0; l < config.layers.size(); ++l) {
    const Scope layer = encoder / "layers" / static_cast<Dim>(l);
    const LayerConfig& sizes = config.layers[l];
    x = l == 0 ? x : to_channels_last(x);
    for (Dim b = 0; b < sizes.blocks; ++b) {
      const Scope block = layer / "blocks" / b;
      x = l == 0 ? convolution_block(block, x) : attention_block(block, x, sizes);
    }
    if (l > 0) x = to_channels_first(x);
    if (l + 1 < config.layers.size()) {
      // MobileSAM does not shrink before its last layer, where TinyViT does.
      x = merge_patches(layer / "downsample", x, l + 2 < config.layers.size() ? 2 : 1);
    }
    result.push_back(to_channels_last(x));
  }
  return result;
}

}  // namespace saa::mobile_sam
