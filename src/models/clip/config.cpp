#include "models/clip/config.h"

#include "models/clip/names.h"

#include <cmath>
#include <saa/error.h>
#include <string>

namespace saa::clip {
namespace {

using nn::Dim;

constexpr Dim kHeadChannels = 64;

/// One size of a tensor of this rank.
Dim size_of(const Checkpoint& clip, std::string_view leaf, std::size_t rank, std::size_t axis) {
  const std::string key = clip.root.key(leaf);
  const Tensor* tensor = clip.root.weights().find(key);
  if (tensor == nullptr || tensor->shape.size() != rank) {
    throw WeightsError(clip.root.weights().source().string() + ": no '" + key + "' of " +
                       std::to_string(rank) + " axes; expected a CLIP with a vision transformer");
  }
  return tensor->shape.at(axis);
}

/// @throws WeightsError where a size is too small for any network.
void expect_at_least(Dim least, Dim found, const char* what, const Checkpoint& clip) {
  if (found < least)
    throw WeightsError(clip.root.weights().source().string() + ": " + std::to_string(found) + " " +
                       what + ", expected at least " + std::to_string(least));
}

std::string block_weight(std::string_view blocks, Dim index, std::string_view part) {
  return std::string(blocks) + "." + std::to_string(index) + "." + std::string(part) + ".weight";
}

TransformerConfig transformer_config(const Checkpoint& clip, std::string_view blocks, Dim width,
                                     Activation activation) {
  const BlockNames& names = names_of(clip.naming).block;
  Dim layers = 0;
  while (clip.root.has(block_weight(blocks, layers, names.hidden))) ++layers;
  return {.width = width,
          .layers = layers,
          .heads = width % kHeadChannels == 0 ? width / kHeadChannels : 0,
          .hidden = size_of(clip, block_weight(blocks, 0, names.hidden), 2, 0),
          .activation = activation};
}

/// Output channels of a tower's projection, which OpenAI keeps transposed.
Dim features(const Checkpoint& clip, std::string_view openai, std::string_view transformers) {
  return clip.naming == Naming::openai ? size_of(clip, openai, 2, 1)
                                       : size_of(clip, transformers, 2, 0);
}

}  // namespace

VisionConfig vision_config(const Checkpoint& clip, Activation activation) {
  const VisionNames& names = names_of(clip.naming).vision;
  const std::string patches = std::string(names.patches) + ".weight";
  const Dim places = size_of(clip, names.positions, 2, 0) - 1;
  expect_at_least(1, places, "patches in a picture", clip);
  expect_at_least(1, size_of(clip, patches, 4, 2), "pixels in a patch", clip);
  return {.transformer =
              transformer_config(clip, names.blocks, size_of(clip, patches, 4, 0), activation),
          .patch = size_of(clip, patches, 4, 2),
          .grid = std::lround(std::sqrt(static_cast<double>(places))),
          .features = features(clip, "visual.proj", "visual_projection.weight")};
}

TextConfig text_config(const Checkpoint& clip, Activation activation) {
  const TextNames& names = names_of(clip.naming).text;
  expect_at_least(2, size_of(clip, names.positions, 2, 0), "tokens in a text", clip);
  return {.transformer =
              transformer_config(clip, names.blocks, size_of(clip, names.tokens, 2, 1), activation),
          .vocabulary = size_of(clip, names.tokens, 2, 0),
          .context = size_of(clip, names.positions, 2, 0),
          .features = features(clip, "text_projection", "text_projection.weight")};
}

}  // namespace saa::clip
