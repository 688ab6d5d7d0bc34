#include "models/clip/patches.h"

#include "models/clip/names.h"
#include "models/image_input.h"

#include <saa/error.h>
#include <string>
#include <string_view>
#include <vector>

namespace saa::clip {
namespace {

using nn::Value;

/// @throws WeightsError for keys that neither the image tower has read nor the text tower would.
void expect_all_read(const Checkpoint& clip) {
  const TextNames& text = names_of(clip.naming).text;
  std::vector<std::string> others;
  for (const std::string_view name : {text.tokens, text.positions, text.blocks, text.norm_after,
                                      std::string_view("text_projection")})
    others.push_back(clip.root.key(name));
  std::vector<std::string_view> allowed(others.begin(), others.end());
  allowed.insert(allowed.end(), kUnusedKeys.begin(), kUnusedKeys.end());
  clip.root.weights().expect_all_read(allowed);
}

}  // namespace

std::shared_ptr<const nn::Network> compile_patches(const Checkpoint& clip,
                                                   const VisionConfig& config,
                                                   const PatchGrid& grid, std::span<const int> taps,
                                                   const nn::CompileOptions& options,
                                                   const nn::Runtime& runtime) {
  const auto define = [&](nn::Builder& builder) {
    const Value picture = image_input(builder, kClipPixels);
    const std::vector<Value> states =
        encode_tokens(clip, embed_patches(clip, picture, config, grid), config);
    for (const int tap : taps) {
      builder.output("block" + std::to_string(tap),
                     nn::slice(states.at(static_cast<std::size_t>(tap)), {1}, {1},
                               {1 + grid.height * grid.width}));
    }
    builder.output("image", image_features(clip, states.back(), config));
    expect_all_read(clip);
  };
  if (!taps.empty() && taps.back() > config.transformer.layers) {
    throw WeightsError(clip.root.weights().source().string() + " has " +
                       std::to_string(config.transformer.layers) + " blocks, expected at least " +
                       std::to_string(taps.back()));
  }
  return runtime.compile("clip_patches", define, options);
}

}  // namespace saa::clip
