#include "models/grounding_dino/transformer_inputs.h"

namespace saa::grounding_dino {

TransformerInputs transformer_inputs(nn::Builder& builder, const Config& config) {
  constexpr nn::Dim kOpen = nn::kDynamic;
  const auto input = [&](std::string_view name, const nn::Dims& shape) {
    return builder.input(name, DType::f32, shape);
  };
  return {.tokens = input("tokens", {1, kOpen, config.hidden}),
          .position = input("position", {1, kOpen, config.hidden}),
          .shapes = builder.input("shapes", DType::i64, {kLevels, 2}),
          .reference = input("reference", {1, kOpen, kLevels, 2}),
          .proposals = input("proposals", {1, kOpen, 4}),
          .valid = input("valid", {1, kOpen, 1}),
          .text = input("text", {1, kOpen, config.hidden}),
          .text_position = input("text_position", {1, kOpen, config.hidden}),
          .text_mask = input("text_mask", {1, 1, kOpen, kOpen})};
}

std::vector<Tensor> transformer_tensors(const PyramidPlaces& places, const TokenTensors& tokens) {
  const nn::Dim count = places.tokens();
  const nn::Dim hidden = static_cast<nn::Dim>(places.position.size()) / count;
  return {tokens.image,
          nn::view(places.position, {1, count, hidden}),
          nn::view(places.shapes, {kLevels, 2}),
          nn::view(places.reference, {1, count, kLevels, 2}),
          nn::view(places.proposals, {1, count, 4}),
          nn::view(places.valid, {1, count, 1}),
          tokens.text,
          tokens.text_position,
          tokens.text_mask};
}

}  // namespace saa::grounding_dino
