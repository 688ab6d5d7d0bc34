// MobileSAM's image encoder, TinyViT: convolutions, then attention in windows, with a local
// convolution in every block. Follows mobile_sam/modeling/tiny_vit_sam.py of MobileSAM; the neck
// behind it is SAM's own.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/block_form.h"
#include "nn/ops.h"

#include <array>
#include <string_view>
#include <vector>

namespace saa::mobile_sam {

/// Keys of mobile_sam.pt that segmenting does not need.
inline constexpr std::array<std::string_view, 3> kUnused = {
    "image_encoder.norm_head.",  // the classifier's normalisation …
    "image_encoder.head.",       // … and its scores of ImageNet's classes
    ".num_batches_tracked",      // a counter of training
};

/// One of the layers. The first has convolution blocks and neither heads nor a window.
struct LayerConfig {
  nn::Dim blocks;
  nn::Dim width;   ///< channels
  nn::Dim heads;   ///< of attention
  nn::Dim window;  ///< of attention, places a side
};

struct Config {
  nn::Dim image_size = 1024;  ///< not in the weights
  std::vector<LayerConfig> layers;
  /// Of convolution blocks, and of local convolutions and MLPs in attention blocks; not in the
  /// weights.
  BlockForm form = BlockForm::fused;

  /// Places a side of the result: the stem strides 4; of the layers all but the last two 2.
  [[nodiscard]] nn::Dim grid() const { return image_size >> layers.size(); }
};

/// Read off the shapes of the tensors below `encoder` ("image_encoder"), without marking them.
/// @throws WeightsError if there is no such encoder.
[[nodiscard]] Config detect(const Scope& encoder);

/// Image [1, 3, S, S], normalised and padded -> places [1, H, W, C] after the stem and after each
/// layer.
[[nodiscard]] std::vector<nn::Value> stages(const Scope& encoder, const nn::Value& image,
                                            const Config& config);

}  // namespace saa::mobile_sam
