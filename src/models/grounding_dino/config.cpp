#include "models/grounding_dino/config.h"

#include "models/grounding_dino/weight_shapes.h"

#include <string>

namespace saa::grounding_dino {

Config config_of(const StateDict& weights) {
  const std::string encoder = "transformer.encoder.layers.";
  const nn::Dim places = matrix_size(weights, encoder + "0.self_attn.attention_weights.weight", 0);
  return {.backbone = swin_config(Scope(weights, "backbone.0")),
          .hidden = matrix_size(weights, "feat_map.weight", 0),
          .heads = places / (kLevels * kPoints),
          .feedforward = matrix_size(weights, encoder + "0.linear1.weight", 0),
          .encoder_layers = count_layers(weights, encoder, ".linear1.weight"),
          .decoder_layers = count_layers(weights, "transformer.decoder.layers.", ".linear1.weight"),
          .queries = matrix_size(weights, "transformer.tgt_embed.weight", 0)};
}

}  // namespace saa::grounding_dino
