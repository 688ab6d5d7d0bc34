#include "models/grounding_dino/encoder.h"

#include "models/grounding_dino/multihead_attention.h"
#include "nn/add_norm.h"
#include "nn/deformable_attention.h"
#include "nn/layers.h"

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

/// text_layers.<i>: tokens of one phrase look at each other.
Value text_layer(const Scope& scope, const Value& x, const TransformerInputs& inputs,
                 const Config& config) {
  const Value placed = x + inputs.text_position;
  const Value seen = multihead_attention(scope / "self_attn", placed, placed, x,
                                         config.text_heads(), inputs.text_mask);
  return feedforward(scope, "norm2", nn::add_norm(scope / "norm1", x, seen, kEpsilon),
                     config.text_feedforward(), BlockForm::layered);
}

/// layers.<i>: image tokens look around.
Value image_layer(const Scope& scope, const Value& x, const TransformerInputs& inputs,
                  const Config& config) {
  const Value seen = deformable_layer(scope / "self_attn", x + inputs.position, inputs.reference, x,
                                      inputs.shapes, config);
  return feedforward(scope, "norm2", nn::add_norm(scope / "norm1", x, seen, kEpsilon),
                     config.feedforward, config.mlp);
}

}  // namespace

Value deformable_layer(const Scope& scope, const Value& query, const Value& reference,
                       const Value& memory, const Value& shapes, const Config& config) {
  const Dim places = config.heads * kLevels * kPoints;
  const Value value = nn::linear(scope / "value_proj", memory, config.hidden);
  const Value offsets = nn::linear(scope / "sampling_offsets", query, 2 * places);
  const Value logits = nn::linear(scope / "attention_weights", query, places);
  const Value y = nn::deformable_attention(
      value, shapes, reference, nn::reshape(offsets, {0, 0, config.heads, kLevels, kPoints, 2}),
      nn::reshape(logits, {0, 0, config.heads, kLevels, kPoints}));
  return nn::linear(scope / "output_proj", y, config.hidden);
}

std::vector<TokenPair> encode(const Scope& scope, const TransformerInputs& inputs,
                              const Config& config) {
  TokenPair tokens{inputs.tokens, inputs.text};
  std::vector<TokenPair> states;
  for (Dim i = 0; i < config.encoder_layers; ++i) {
    const TokenPair fused = fuse(scope / "fusion_layers" / i, tokens, config);
    tokens = {image_layer(scope / "layers" / i, fused.image, inputs, config),
              text_layer(scope / "text_layers" / i, fused.text, inputs, config)};
    states.push_back(tokens);
  }
  return states;
}

}  // namespace saa::grounding_dino
