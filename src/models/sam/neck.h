// What SAM's image encoders end in.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

namespace saa::sam {

/// neck: tokens [1, H, W, C] -> the embedding [1, channels, H, W] (image_encoder.py: neck, with its
/// LayerNorm2d).
[[nodiscard]] nn::Value neck(const Scope& scope, const nn::Value& tokens);

}  // namespace saa::sam
