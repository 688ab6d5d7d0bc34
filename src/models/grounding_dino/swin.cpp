#include "models/grounding_dino/swin.h"

#include "models/feed_forward.h"
#include "nn/layers.h"
#include "nn/window_attention.h"

#include <cmath>
#include <saa/error.h>
#include <string>

namespace saa::grounding_dino {
namespace {

using nn::Bias;
using nn::Dim;
using nn::Dims;
using nn::Value;

constexpr float kEpsilon = 1e-5F;
constexpr Dim kPatch = 4;
constexpr Dim kMlpRatio = 4;

Value number(nn::Builder& builder, Dim value) {
  return builder.constant(std::span<const Dim>(&value, 1), {1});
}

/// The bias table [(2w-1)^2, heads] spread to [heads, w*w, w*w]: the entry of two places is the row
/// for their offset. Known when the network is defined.
Value position_bias(nn::Builder& builder, const Scope& attention, Dim window, Dim heads) {
  const Dim span = 2 * window - 1;
  constexpr std::string_view kLeaf = "relative_position_bias_table";
  const std::vector<float> table = to_f32(attention.param(kLeaf, {span * span, heads}));
  const Dim places = window * window;
  std::vector<float> bias;
  bias.reserve(static_cast<std::size_t>(heads * places * places));
  for (Dim head = 0; head < heads; ++head) {
    for (Dim i = 0; i < places; ++i) {
      for (Dim j = 0; j < places; ++j) {
        const Dim rows = i / window - j / window + window - 1;
        const Dim columns = i % window - j % window + window - 1;
        bias.push_back(table[static_cast<std::size_t>((rows * span + columns) * heads + head)]);
      }
    }
  }
  return builder.constant(bias, {heads, places, places}, attention.key(kLeaf));
}

/// layers.<s>.blocks.<b>: [1, L, C] -> [1, L, C].
Value block(const Scope& scope, const Value& x, const Value& grid, const SwinConfig& config,
            Dim heads, Dim shift) {
  nn::Builder& builder = x.builder();
  const Dim channels = x.dim(-1);
  const Scope attention = scope / "attn";
  const Value qkv =
      nn::linear(attention / "qkv", nn::layer_norm(scope / "norm1", x, kEpsilon), 3 * channels);
  // The original pads with zeros, of which the linear layer leaves its bias.
  const Value padding = nn::param(builder, attention / "qkv", "bias", {3 * channels});
  const Value mixed =
      nn::window_attention(qkv, padding, position_bias(builder, attention, config.window, heads),
                           grid, number(builder, shift));
  const Value y = x + nn::linear(attention / "proj", mixed, channels);
  const Scope mlp = scope / "mlp";
  return feed_forward({scope / "norm2", mlp / "fc1", mlp / "fc2"}, y, kMlpRatio * channels,
                      kEpsilon, config.mlp);
}

/// layers.<s>.downsample: [1, L, C] on `grid` -> [1, L', 2C] on `next`. Four neighbours side by
/// side, in the order (0, 0), (1, 0), (0, 1), (1, 1) of row and column.
Value merge_patches(const Scope& scope, const Value& x, const Value& grid, const Value& next) {
  nn::Builder& builder = x.builder();
  const Dim channels = x.dim(-1);
  const Value one = number(builder, 1);
  const Value two = number(builder, 2);
  const Value zero = number(builder, 0);
  const Value depth = number(builder, channels);
  const Value picture = nn::reshape(x, nn::concat({one, grid, depth}, 0));
  const Value whole =
      nn::pad(picture, {0, 0, 0, 0}, nn::concat({zero, next * two - grid, zero}, 0));
  const Value rows = nn::slice(next, {0}, {0}, {1});
  const Value columns = nn::slice(next, {0}, {1}, {2});
  const Value neighbours = nn::permute(
      nn::reshape(whole, nn::concat({rows, two, columns, two, depth}, 0)), {0, 2, 3, 1, 4});
  const Value merged = nn::reshape(neighbours, {1, -1, 4 * channels});
  return nn::linear(scope / "reduction", nn::layer_norm(scope / "norm", merged, kEpsilon),
                    2 * channels, Bias::without);
}

/// patch_embed: [1, 3, H, W] -> [1, L, C].
Value embed_patches(const Scope& scope, const Value& picture, Dim channels) {
  // Zeros up to a whole patch; those beyond it make no further one.
  const nn::Conv2d options{.stride = {kPatch, kPatch},
                           .padding = {.bottom = kPatch - 1, .right = kPatch - 1}};
  const Value patches = nn::conv2d(scope / "proj", picture, channels, kPatch, options);
  const Value tokens = nn::permute(nn::reshape(patches, {1, channels, -1}), {0, 2, 1});
  return nn::layer_norm(scope / "norm", tokens, kEpsilon);
}

[[noreturn]] void refuse(const Scope& scope, std::string_view leaf) {
  const Tensor* tensor = scope.weights().find(scope.key(leaf));
  const std::string found =
      tensor == nullptr ? "is missing" : "has shape " + shape_text(tensor->shape);
  throw WeightsError(scope.weights().source().string() + ": " + scope.key(leaf) + " " + found +
                     "; expected the Swin Transformer of GroundingDINO's Swin-T or Swin-B");
}

/// A tensor of two dimensions.
const Dims& matrix_shape(const Scope& scope, std::string_view leaf) {
  const Tensor* tensor = scope.weights().find(scope.key(leaf));
  if (tensor == nullptr || tensor->shape.size() != 2) refuse(scope, leaf);
  return tensor->shape;
}

}  // namespace

SwinConfig swin_config(const Scope& scope) {
  constexpr std::string_view kTable = "attn.relative_position_bias_table";
  constexpr std::string_view kPatches = "patch_embed.proj.weight";
  const Tensor* patches = scope.weights().find(scope.key(kPatches));
  if (patches == nullptr || patches->shape.size() != 4) refuse(scope, kPatches);
  SwinConfig config{.embed = patches->shape[0], .window = 0, .stages = {}};
  for (std::size_t s = 0; s < config.stages.size(); ++s) {
    const Scope blocks = scope / "layers" / static_cast<Dim>(s) / "blocks";
    const Dims& table = matrix_shape(blocks / 0, kTable);
    const Dim span = std::lround(std::sqrt(double(table[0])));
    config.window = (span + 1) / 2;
    const Dim heads = table[1];
    if (span * span != table[0] || heads == 0 || config.channels(s) % heads != 0) {
      refuse(blocks / 0, kTable);
    }
    Dim count = 1;
    while ((blocks / count).has(kTable)) ++count;
    config.stages[s] = {count, heads};
  }
  return config;
}

std::array<GridSize, 4> swin_grids(std::int64_t height, std::int64_t width) {
  std::array<GridSize, 4> grids = {
      {{(height + kPatch - 1) / kPatch, (width + kPatch - 1) / kPatch}}};
  for (std::size_t s = 1; s < grids.size(); ++s) grids[s] = grids[s - 1].halved();
  return grids;
}

std::array<Value, 3> swin(const Scope& scope, const Value& picture,
                          const std::array<Value, 4>& grids, const SwinConfig& config) {
  Value x = embed_patches(scope / "patch_embed", picture, config.embed);
  std::vector<Value> outputs;
  for (std::size_t s = 0; s < config.stages.size(); ++s) {
    const auto& [blocks, heads] = config.stages[s];
    const Scope layer = scope / "layers" / static_cast<Dim>(s);
    if (s > 0) {
      const Scope merge = scope / "layers" / static_cast<Dim>(s - 1) / "downsample";
      x = merge_patches(merge, x, grids[s - 1], grids[s]);
    }
    for (Dim b = 0; b < blocks; ++b) {
      const Dim shift = b % 2 == 0 ? 0 : config.window / 2;
      x = block(layer / "blocks" / b, x, grids[s], config, heads, shift);
    }
    if (s > 0) {
      outputs.push_back(nn::layer_norm(scope / ("norm" + std::to_string(s)), x, kEpsilon));
    }
  }
  return {outputs[0], outputs[1], outputs[2]};
}

}  // namespace saa::grounding_dino
