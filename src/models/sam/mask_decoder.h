// From an image's embedding and a prompt's tokens to masks and their estimated quality. Follows
// segment_anything/modeling/mask_decoder.py.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/block_form.h"
#include "nn/ops.h"

namespace saa::sam {

/// The masks of a prompt: the one for a clear prompt, then three for a doubtful one.
inline constexpr nn::Dim kMasksOfPrompt = 4;

struct DecodedMasks {
  nn::Value tokens;  ///< [B, T, C] after the transformer
  nn::Value logits;  ///< [B, 4, 4H, 4W]
  nn::Value iou;     ///< [B, 4]
};

/// mask_decoder.
/// @param embedding [1, C, H, W] of the image
/// @param dense [B or 1, C, H or 1, W or 1], added to the embedding
/// @param tokens [B, T, C]: first the decoder's own (output_tokens), then the prompt's
/// @param positions [1, H * W, C], the position encoding of the embedding's places
/// @param form of the upscaling from places to pixels
[[nodiscard]] DecodedMasks decode_masks(const Scope& scope, const nn::Value& embedding,
                                        const nn::Value& dense, const nn::Value& tokens,
                                        const nn::Value& positions, BlockForm form);

}  // namespace saa::sam
