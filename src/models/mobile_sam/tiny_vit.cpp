#include "models/mobile_sam/tiny_vit.h"

#include "models/sam/weight_shapes.h"
#include "nn/layers.h"
#include "nn/window.h"

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

/// attn: windows [B, N, C], each place attending to the N of its window.
Value window_attention(const Scope& attn, const Value& x, Dim heads, Dim window) {
  const auto [b, n, c] = x.dims<3>();
  const Dim d = c / heads;
  // A head's query, key and value lie side by side.
  const Value qkv = nn::linear(attn / "qkv", nn::layer_norm(attn / "norm", x, kEpsilon), 3 * c);
  const auto [q, k, v] =
      nn::unbind<3>(nn::permute(nn::reshape(qkv, {b, n, heads, 3, d}), {3, 0, 2, 1, 4}), 0);
  const Value y = nn::attention(q, k, v, 1.0F / std::sqrt(static_cast<float>(d)),
                                spread_biases(x.builder(), attn, heads, window));
  return nn::linear(attn / "proj", nn::reshape(nn::permute(y, {0, 2, 1, 3}), {b, n, c}), c);
}

/// layers.<l>.blocks.<i>, l > 0 (TinyViTBlock): [1, H, W, C] -> the same shape.
Value attention_block(const Scope& block, const Value& x, const LayerConfig& config) {
  // parity: padded before the normalisation within attn, so a padded place is that one's bias.
  const Value tiles = nn::window_partition(x, config.window);
  const Dim n = config.window * config.window;
  const Value seen = window_attention(block / "attn", nn::reshape(tiles, {-1, n, config.width}),
                                      config.heads, config.window);
  Value y = x + nn::window_merge(nn::reshape(seen, tiles.shape()), x.dims<4>());
  y = to_channels_last(conv_norm(block / "local_conv", to_channels_first(y), 1, config.width));
  const Scope mlp = block / "mlp";
  const Value hidden = nn::linear(mlp / "fc1", nn::layer_norm(mlp / "norm", y, kEpsilon),
                                  weight_dim(mlp, "fc1.weight", 0));
  return y + nn::linear(mlp / "fc2", nn::gelu(hidden), config.width);
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
