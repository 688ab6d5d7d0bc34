// Sizes of a CLIP checkpoint.
#pragma once

#include "models/clip/checkpoint.h"

namespace saa::clip {

/// torch.nn.LayerNorm's.
inline constexpr float kEpsilon = 1e-5F;

/// What shapes do not tell: OpenAI's own weights were trained with x * sigmoid(1.702 x), those of
/// LAION's with the exact form.
enum class Activation { gelu, quick_gelu };

struct TransformerConfig {
  nn::Dim width;  ///< channels of a token
  nn::Dim layers;
  nn::Dim heads;   ///< of 64 channels, as in all published sizes; 0 where width is no multiple
  nn::Dim hidden;  ///< channels within a block's feed-forward part
  Activation activation;
};

struct VisionConfig {
  TransformerConfig transformer;
  nn::Dim patch;     ///< pixels along a patch's side
  nn::Dim grid;      ///< patches along the side of the picture that the network was trained on
  nn::Dim features;  ///< channels of the space that both towers share

  [[nodiscard]] nn::Dim image_size() const { return patch * grid; }
};

struct TextConfig {
  TransformerConfig transformer;
  nn::Dim vocabulary;
  nn::Dim context;  ///< tokens a text may have, begin and end among them
  nn::Dim features;
};

/// Read off the shapes. @throws WeightsError if a tensor that tells them is missing.
[[nodiscard]] VisionConfig vision_config(const Checkpoint& checkpoint, Activation activation);
[[nodiscard]] TextConfig text_config(const Checkpoint& checkpoint, Activation activation);

}  // namespace saa::clip
