// CLIPSeg's decoder: a map of where a picture shows what a condition (a text's features) means,
// from what CLIP's image tower made of the picture on the way.
#pragma once

#include "models/clip/checkpoint.h"
#include "nn/ops.h"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace saa::clipseg {

/// The decoder's place in a checkpoint, and how its parts are named there.
struct Decoder {
  Scope root;
  clip::Naming naming;
};

/// Finds the decoder at the root, where the original files keep it, or below "decoder.", where
/// Hugging Face's do. @throws WeightsError if the file holds none.
[[nodiscard]] Decoder find_decoder(const StateDict& weights);

struct DecoderConfig {
  nn::Dim width;     ///< channels of a token; "rd64" has 64
  nn::Dim features;  ///< of the condition
  nn::Dim layers;    ///< one for each tapped state of the image tower
  nn::Dim hidden;    ///< channels within a layer's feed-forward part
  nn::Dim patch;     ///< pixels of the map along the side of a token
  bool refined;      ///< whether the head has three convolutions in place of one
};

/// Read off the shapes. @throws WeightsError if a tensor that tells them is missing.
[[nodiscard]] DecoderConfig decoder_config(const Decoder& decoder);

/// Keys of a decoder that are not read, for StateDict::expect_all_read.
inline constexpr std::array<std::string_view, 1> kUnusedDecoderKeys = {
    "reduce.",  // of the original's class, which has a use for it only with other settings
};

/// The states of the image tower, [1, T, C] each and in the tower's order, brought to the decoder's
/// width: [1, T, width] each, in the decoder's order, the deepest first. Depends on no condition.
[[nodiscard]] std::vector<nn::Value> reduce_states(const Decoder& decoder,
                                                   std::span<const nn::Value> states,
                                                   const DecoderConfig& config);

/// Reduced states and conditions [P, features] -> logits [P, S, S], S = grid * patch, for tokens of
/// a square grid behind the class token.
[[nodiscard]] nn::Value decode(const Decoder& decoder, std::span<const nn::Value> reduced,
                               const nn::Value& conditions, const DecoderConfig& config,
                               nn::Dim grid);

}  // namespace saa::clipseg
