// DINOv2's vision transformers without register tokens, as Meta publishes them: features of patches
// that mean the same wherever they occur. Follows dinov2/models/vision_transformer.py of
// facebookresearch/dinov2 and the options of dinov2/hub/backbones.py.
//
//   const StateDict weights = load_checkpoint("dinov2_vitl14_pretrain.pth");
//   const auto network = compile(weights, config_of(weights), {37, 37}, std::array{6, 12, 18, 24},
//   {});
#pragma once

#include "checkpoint/state_dict.h"
#include "models/patch_positions.h"
#include "nn/ops.h"
#include "nn/runtime.h"

#include <memory>
#include <span>
#include <vector>

namespace saa::dino_v2 {

struct Config {
  nn::Dim width;  ///< channels of a token
  nn::Dim layers;
  nn::Dim heads;
  nn::Dim patch;  ///< pixels along a patch's side
  nn::Dim grid;   ///< patches along the side of the picture that the positions were trained on

  friend bool operator==(const Config&, const Config&) = default;
};

/// The published sizes; a hidden layer of a block is four times as wide as a token.
inline constexpr Config kVitSmall14 = {384, 12, 6, 14, 37};
inline constexpr Config kVitBase14 = {768, 12, 12, 14, 37};
inline constexpr Config kVitLarge14 = {1024, 24, 16, 14, 37};

/// Read off the shapes; heads are of 64 channels, as in all published sizes.
/// @throws WeightsError if the tensors that tell them are missing or of no DINOv2.
[[nodiscard]] Config config_of(const StateDict& weights);

/// Picture [1, 3, H, W], normalised, H and W of as many patches as `grid` says -> tokens
/// [1, 1 + patches, C], the class token first, with their positions.
[[nodiscard]] nn::Value embed_patches(const Scope& scope, const nn::Value& picture,
                                      const Config& config, const PatchGrid& grid);

/// Tokens [B, T, C] -> the same shape, after each block.
[[nodiscard]] std::vector<nn::Value> encode_tokens(const Scope& scope, const nn::Value& tokens,
                                                   const Config& config);

/// The last norm, which the official code puts behind whichever block is asked for.
[[nodiscard]] nn::Value final_norm(const Scope& scope, const nn::Value& tokens);

/// The network from image_input(), u8 of grid * patch pixels, to what get_intermediate_layers()
/// gives for the blocks `taps` (counted from 1, rising): [1, patches, C] each, row by row; and, as
/// the last output, the picture's vector [1, C].
/// @throws WeightsError if the weights are of another network, or a key is not accounted for.
[[nodiscard]] std::shared_ptr<const nn::Network> compile(
    const StateDict& weights, const Config& config, const PatchGrid& grid,
    std::span<const int> taps, const nn::CompileOptions& options,
    const nn::Runtime& runtime = nn::cpu_runtime());

}  // namespace saa::dino_v2
