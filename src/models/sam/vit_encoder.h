// SAM's image encoder: a plain vision transformer with attention in windows, but for some blocks
// that see the whole grid. Follows segment_anything/modeling/image_encoder.py.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/sam/grid_attention.h"
#include "nn/ops.h"

#include <string>
#include <vector>

namespace saa::sam {

struct VitConfig {
  nn::Dim grid;                            ///< tokens a side
  nn::Dim patch;                           ///< pixels of a token's side
  nn::Dim width;                           ///< channels of a token
  nn::Dim heads;                           ///< of attention
  nn::Dim hidden;                          ///< channels inside a block's MLP
  std::vector<nn::Dim> windows;            ///< of each block, tokens a side; 0: the whole grid
  BlockForm attention = BlockForm::fused;  ///< not in the weights, like the next
  BlockForm mlp = BlockForm::fused;

  [[nodiscard]] nn::Dim image_size() const { return grid * patch; }
  /// "vit_b", "vit_l" or "vit_h", by width and depth; "vit" for one that was not published.
  [[nodiscard]] std::string name() const;
};

/// Read off the shapes of the tensors below `encoder` ("image_encoder"), without marking them.
/// @throws WeightsError if there is no such encoder.
[[nodiscard]] VitConfig detect_vit(const Scope& encoder);

/// Image [1, 3, S, S], normalised and padded -> tokens [1, grid, grid, width] before the first
/// block, then after each.
[[nodiscard]] std::vector<nn::Value> vit_stages(const Scope& encoder, const nn::Value& image,
                                                const VitConfig& config);

/// blocks.<i>: [1, H, W, C] -> the same shape.
[[nodiscard]] nn::Value vit_block(const Scope& block, const nn::Value& x, const VitConfig& config,
                                  nn::Dim window);

}  // namespace saa::sam
