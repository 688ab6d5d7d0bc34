// CLIP's image tower (ViT), in parts, so that a picture's patches can be seen as one sequence or in
// windows. Follows open_clip/transformer.py (VisionTransformer), which is OpenAI's model.py.
//
//   const Value tokens = embed_patches(clip, picture, config, {15, 15});   // [1, 226, C]
//   const Value seen = encode_tokens(clip, tokens, config).back();
//   const Value features = image_features(clip, seen, config);             // [1, 640]
//
// For windows, gather rows of `tokens` (row 0 is the class token, row 1 + y * width + x the patch
// at x, y, each with its position already added) to [windows, 1 + patches, C], and go on alike.
#pragma once

#include "models/clip/config.h"
#include "models/patch_positions.h"
#include "nn/ops.h"

#include <string>
#include <vector>

namespace saa::clip {

/// Picture [1, 3, H, W], normalised, H and W of as many patches as `grid` says -> tokens
/// [1, 1 + patches, C] with their positions. On another grid than the trained one the position
/// embeddings are resampled as resample_positions() does.
[[nodiscard]] nn::Value embed_patches(const Checkpoint& clip, const nn::Value& picture,
                                      const VisionConfig& config, const PatchGrid& grid);

/// Tokens [B, T, C], any number of either -> the same shape: after `ln_pre`, then after each block.
/// @param blocks how many of them to run; the first ones
[[nodiscard]] std::vector<nn::Value> encode_tokens(const Checkpoint& clip, const nn::Value& tokens,
                                                   const VisionConfig& config, nn::Dim blocks);
[[nodiscard]] std::vector<nn::Value> encode_tokens(const Checkpoint& clip, const nn::Value& tokens,
                                                   const VisionConfig& config);

/// Encoded tokens [B, T, C], the class token first -> [B, features]: `ln_post` of the class token,
/// projected; not of unit length.
[[nodiscard]] nn::Value image_features(const Checkpoint& clip, const nn::Value& tokens,
                                       const VisionConfig& config);

/// Beginnings of the keys that only the later blocks and image_features() read, for
/// StateDict::expect_all_read where the first `blocks` are all that is wanted.
[[nodiscard]] std::vector<std::string> keys_behind(const Checkpoint& clip,
                                                   const VisionConfig& config, nn::Dim blocks);

}  // namespace saa::clip
