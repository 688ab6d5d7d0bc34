// What the transformer's network is given, in one order for its definition and its runs.
#pragma once

#include "models/grounding_dino/encoder.h"
#include "models/grounding_dino/pyramid.h"
#include "nn/network.h"

#include <vector>

namespace saa::grounding_dino {

/// Adds the network's inputs; numbers of tokens are open.
[[nodiscard]] TransformerInputs transformer_inputs(nn::Builder& builder, const Config& config);

/// The f32 inputs that do not follow from the pyramid's shape; see TransformerInputs.
struct TokenTensors {
  Tensor image, text, text_position, text_mask;
};

/// Views of `places` and the tokens, in the order of transformer_inputs().
[[nodiscard]] std::vector<Tensor> transformer_tensors(const PyramidPlaces& places,
                                                      const TokenTensors& tokens);

}  // namespace saa::grounding_dino
