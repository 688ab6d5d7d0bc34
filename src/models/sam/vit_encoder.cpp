#include "models/sam/vit_encoder.h"

#include "models/feed_forward.h"
#include "models/sam/weight_shapes.h"
#include "nn/layers.h"

#include <array>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

constexpr float kEpsilon = 1e-6F;

}  // namespace

std::string VitConfig::name() const {
  const std::size_t depth = windows.size();
  if (width == 768 && depth == 12) return "vit_b";
  if (width == 1024 && depth == 24) return "vit_l";
  if (width == 1280 && depth == 32) return "vit_h";
  return "vit";
}

VitConfig detect_vit(const Scope& encoder) {
  VitConfig config{};
  config.grid = weight_dim(encoder, "pos_embed", 1);
  config.width = weight_dim(encoder, "patch_embed.proj.weight", 0);
  config.patch = weight_dim(encoder, "patch_embed.proj.weight", 2);
  config.hidden = weight_dim(encoder, "blocks.0.mlp.lin1.weight", 0);
  config.heads = config.width / weight_dim(encoder, "blocks.0.attn.rel_pos_h", 1);
  for (Dim i = 0; encoder.has("blocks." + std::to_string(i) + ".norm1.weight"); ++i) {
    // Offsets from -(n-1) to n-1 for attention over n places a side.
    const Dim side = (weight_dim(encoder / "blocks" / i, "attn.rel_pos_h", 0) + 1) / 2;
    config.windows.push_back(side == config.grid ? 0 : side);
  }
  return config;
}

Value vit_block(const Scope& block, const Value& x, const VitConfig& config, Dim window) {
  // Tokens in a row but for the attention: over a picture's axes the runtime would turn the layout
  // for each normalisation, and back.
  const std::array<Dim, 4> sizes = x.dims<4>();
  const nn::Dims grid_sizes(sizes.begin(), sizes.end());
  const nn::Dims row_sizes = {sizes[0], sizes[1] * sizes[2], sizes[3]};
  const auto in_grid = [&](const Value& tokens) { return nn::reshape(tokens, grid_sizes); };
  const auto in_row = [&](const Value& grid) { return nn::reshape(grid, row_sizes); };
  const Value tokens = in_row(x);
  const Value normal = nn::layer_norm(block / "norm1", tokens, kEpsilon);
  const Value y = tokens + in_row(grid_attention(block / "attn", in_grid(normal), config.heads,
                                                 window, config.attention));
  const Scope mlp = block / "mlp";
  return in_grid(feed_forward({block / "norm2", mlp / "lin1", mlp / "lin2"}, y, config.hidden,
                              kEpsilon, config.mlp));
}

std::vector<Value> vit_stages(const Scope& encoder, const Value& image, const VitConfig& config) {
  const Value patches = nn::conv2d(encoder / "patch_embed" / "proj", image, config.width,
                                   config.patch, {.stride = {config.patch, config.patch}});
  const Value places =
      nn::param(image.builder(), encoder, "pos_embed", {1, config.grid, config.grid, config.width});
  std::vector<Value> result = {nn::permute(patches, {0, 2, 3, 1}) + places};
  for (std::size_t i = 0; i < config.windows.size(); ++i) {
    result.push_back(vit_block(encoder / "blocks" / static_cast<Dim>(i), result.back(), config,
                               config.windows[i]));
  }
  return result;
}

}  // namespace saa::sam
