#include "models/dino_v2/dino_v2.h"

#include "models/image_input.h"
#include "nn/layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <saa/error.h>
#include <string>
#include <string_view>

namespace saa::dino_v2 {
namespace {

using nn::Dim;
using nn::Value;

constexpr float kEpsilon = 1e-6F;
constexpr Dim kHeadChannels = 64;
constexpr Dim kHiddenRatio = 4;

/// Positions are resampled for a grid taken for this many patches longer than it is, a guard
/// against rounding that the weights were trained and are published with.
constexpr double kSurplus = 0.1;

constexpr std::array<std::string_view, 1> kUnused = {
    "mask_token",  // stands for patches that were hidden in training
};

/// The tensor's shape. @throws WeightsError if it is missing or of another rank.
const std::vector<Dim>& shape_of(const StateDict& weights, std::string_view key, std::size_t rank) {
  const Tensor* tensor = weights.find(key);
  if (tensor == nullptr || tensor->shape.size() != rank) {
    throw WeightsError(weights.source().string() + ": no '" + std::string(key) + "' of " +
                       std::to_string(rank) +
                       " axes; expected a DINOv2 backbone as Meta "
                       "publishes it (saa inspect shows what a file holds)");
  }
  return tensor->shape;
}

/// [1, 1 + patches, C]
Value positions(const Scope& scope, nn::Builder& builder, const Config& config,
                const PatchGrid& grid) {
  const Dim rows = 1 + config.grid * config.grid;
  if (grid == PatchGrid{config.grid, config.grid})
    return nn::param(builder, scope, "pos_embed", {1, rows, config.width});
  const std::vector<float> table = to_f32(scope.param("pos_embed", {1, rows, config.width}));
  return builder.constant(resample_positions(table, config.grid, grid, kSurplus),
                          {1, 1 + grid.height * grid.width, config.width}, scope.key("pos_embed"));
}

/// [B, T, C] -> [B, T, C].
Value attention(const Scope& scope, const Value& x, Dim heads) {
  const Dim channels = x.dim(-1);
  const Dim of_head = channels / heads;
  const Value qkv = nn::linear(scope / "qkv", x, 3 * channels);
  const auto part = [&](Dim i) {
    const Value y = nn::slice(qkv, {2}, {i * channels}, {(i + 1) * channels});
    return nn::permute(nn::reshape(y, {0, 0, heads, of_head}), {0, 2, 1, 3});
  };
  const Value y = nn::attention(part(0), part(1), part(2), 1.0F / std::sqrt(float(of_head)));
  return nn::linear(scope / "proj", nn::reshape(nn::permute(y, {0, 2, 1, 3}), {0, 0, channels}),
                    channels);
}

/// Each channel by a learnt factor.
Value layer_scale(const Scope& scope, const Value& x) {
  return x * nn::param(x.builder(), scope, "gamma", {x.dim(-1)});
}

/// blocks.<i>: [B, T, C] -> [B, T, C].
Value block(const Scope& scope, const Value& x, const Config& config) {
  const Value seen =
      attention(scope / "attn", nn::layer_norm(scope / "norm1", x, kEpsilon), config.heads);
  const Value y = x + layer_scale(scope / "ls1", seen);
  const Scope mlp = scope / "mlp";
  const Value hidden = nn::gelu(nn::linear(
      mlp / "fc1", nn::layer_norm(scope / "norm2", y, kEpsilon), kHiddenRatio * config.width));
  return y + layer_scale(scope / "ls2", nn::linear(mlp / "fc2", hidden, config.width));
}

}  // namespace

Config config_of(const StateDict& weights) {
  const std::vector<Dim>& patches = shape_of(weights, "patch_embed.proj.weight", 4);
  const std::vector<Dim>& places = shape_of(weights, "pos_embed", 3);
  const Dim width = patches[0];
  const Dim patch = patches[2];
  const Dim grid = std::lround(std::sqrt(static_cast<double>(std::max<Dim>(places[1] - 1, 0))));
  Dim layers = 0;
  while (weights.contains("blocks." + std::to_string(layers) + ".norm1.weight")) ++layers;
  if (width < 1 || width % kHeadChannels != 0 || patch < 1 || grid < 1 || layers < 1) {
    throw WeightsError(weights.source().string() + ": " + std::to_string(layers) + " blocks of " +
                       std::to_string(width) + " channels on " + std::to_string(places[1]) +
                       " tokens; expected a DINOv2 backbone with heads of 64 channels");
  }
  return {width, layers, width / kHeadChannels, patch, grid};
}

Value embed_patches(const Scope& scope, const Value& picture, const Config& config,
                    const PatchGrid& grid) {
  nn::Builder& builder = picture.builder();
  const Value patches = nn::conv2d(scope / "patch_embed" / "proj", picture, config.width,
                                   config.patch, {.stride = {config.patch, config.patch}});
  const Value rows =
      nn::permute(nn::reshape(patches, {1, config.width, grid.height * grid.width}), {0, 2, 1});
  const Value first = nn::param(builder, scope, "cls_token", {1, 1, config.width});
  return nn::concat({first, rows}, 1) + positions(scope, builder, config, grid);
}

std::vector<Value> encode_tokens(const Scope& scope, const Value& tokens, const Config& config) {
  std::vector<Value> states;
  for (Dim i = 0; i < config.layers; ++i)
    states.push_back(block(scope / "blocks" / i, i == 0 ? tokens : states.back(), config));
  return states;
}

Value final_norm(const Scope& scope, const Value& tokens) {
  return nn::layer_norm(scope / "norm", tokens, kEpsilon);
}

std::shared_ptr<const nn::Network> compile(const StateDict& weights, const Config& config,
                                           const PatchGrid& grid, std::span<const int> taps,
                                           const nn::CompileOptions& options,
                                           const nn::Runtime& runtime) {
  const auto define = [&](nn::Builder& builder) {
    const Scope scope(weights);
    const Value picture = image_input(builder, kImageNetPixels);
    const std::vector<Value> states =
        encode_tokens(scope, embed_patches(scope, picture, config, grid), config);
    for (const int tap : taps) {
      const Value normed = final_norm(scope, states.at(static_cast<std::size_t>(tap - 1)));
      builder.output("block" + std::to_string(tap),
                     nn::slice(normed, {1}, {1}, {1 + grid.height * grid.width}));
    }
    builder.output("image", nn::pick(final_norm(scope, states.back()), 0, 1));
    weights.expect_all_read(kUnused);
  };
  if (!taps.empty() && taps.back() > config.layers) {
    throw WeightsError(weights.source().string() + " has " + std::to_string(config.layers) +
                       " blocks, expected at least " + std::to_string(taps.back()));
  }
  return runtime.compile("dino_v2", define, options);
}

}  // namespace saa::dino_v2
