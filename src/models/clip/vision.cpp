#include "models/clip/vision.h"

#include "models/clip/names.h"
#include "models/clip/transformer.h"
#include "nn/layers.h"

namespace saa::clip {
namespace {

using nn::Dim;
using nn::Value;

/// [1 + patches, C]
Value positions(nn::Builder& builder, const Checkpoint& clip, const VisionConfig& config,
                const PatchGrid& grid) {
  const std::string_view leaf = names_of(clip.naming).vision.positions;
  const Dim width = config.transformer.width;
  const Dim trained = config.grid;
  const Dim rows = 1 + trained * trained;
  if (grid == PatchGrid{trained, trained}) {
    return nn::param(builder, clip.root, leaf, {rows, width});
  }
  const std::vector<float> table = to_f32(clip.root.param(leaf, {rows, width}));
  return builder.constant(resample_positions(table, trained, grid),
                          {1 + grid.height * grid.width, width}, clip.root.key(leaf));
}

}  // namespace

Value embed_patches(const Checkpoint& clip, const Value& picture, const VisionConfig& config,
                    const PatchGrid& grid) {
  const VisionNames& names = names_of(clip.naming).vision;
  const Dim width = config.transformer.width;
  nn::Builder& builder = picture.builder();
  const Value patches = nn::conv2d(clip.root / names.patches, picture, width, config.patch,
                                   {.stride = {config.patch, config.patch}}, nn::Bias::without);
  const Value rows =
      nn::permute(nn::reshape(patches, {1, width, grid.height * grid.width}), {0, 2, 1});
  const Value first =
      nn::reshape(nn::param(builder, clip.root, names.class_embedding, {width}), {1, 1, width});
  return nn::concat({first, rows}, 1) + positions(builder, clip, config, grid);
}

std::vector<Value> encode_tokens(const Checkpoint& clip, const Value& tokens,
                                 const VisionConfig& config, Dim blocks) {
  const VisionNames& names = names_of(clip.naming).vision;
  std::vector<Value> states = {nn::layer_norm(clip.root / names.norm_before, tokens, kEpsilon)};
  for (Dim i = 0; i < blocks; ++i) {
    states.push_back(
        block(clip.root / names.blocks / i, clip.naming, states.back(), config.transformer));
  }
  return states;
}

std::vector<Value> encode_tokens(const Checkpoint& clip, const Value& tokens,
                                 const VisionConfig& config) {
  return encode_tokens(clip, tokens, config, config.transformer.layers);
}

Value image_features(const Checkpoint& clip, const Value& tokens, const VisionConfig& config) {
  const Value first = nn::pick(tokens, 0, 1);
  const Value normed =
      nn::layer_norm(clip.root / names_of(clip.naming).vision.norm_after, first, kEpsilon);
  if (clip.naming == Naming::transformers) {
    return nn::linear(clip.root / "visual_projection", normed, config.features, nn::Bias::without);
  }
  return nn::matmul(normed, nn::param(normed.builder(), clip.root, "visual.proj",
                                      {config.transformer.width, config.features}));
}

std::vector<std::string> keys_behind(const Checkpoint& clip, const VisionConfig& config,
                                     Dim blocks) {
  const VisionNames& names = names_of(clip.naming).vision;
  std::vector<std::string> keys = {clip.root.key(names.norm_after) + ".",
                                   clip.root.key("visual.proj"),
                                   clip.root.key("visual_projection.")};
  for (Dim i = blocks; i < config.transformer.layers; ++i)
    keys.push_back((clip.root / names.blocks / i).path() + ".");
  return keys;
}

}  // namespace saa::clip
