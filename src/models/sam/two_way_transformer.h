// The mask decoder's transformer, in which prompt tokens and image places attend to each other.
// Follows segment_anything/modeling/transformer.py.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

namespace saa::sam {

/// Both sides of the conversation.
struct TwoWay {
  nn::Value tokens;  ///< [B, T, C]
  nn::Value places;  ///< [B, P, C]; a batch of 1 stands for the same places for all B
};

/// transformer of the mask decoder.
/// @param positions [1, P, C], the position encoding of the image's places.
[[nodiscard]] TwoWay two_way_transformer(const Scope& scope, const TwoWay& x,
                                         const nn::Value& positions);

}  // namespace saa::sam
