#include "models/grounding_dino/config.h"

#include <saa/error.h>
#include <string>

namespace saa::grounding_dino {
namespace {

/// Rows of a matrix, which tell a size. What else its shape must be is seen when it is read.
nn::Dim rows_of(const StateDict& weights, const std::string& key) {
  const Tensor* tensor = weights.find(key);
  if (tensor == nullptr || tensor->shape.size() != 2) {
    throw WeightsError(weights.source().string() + ": no matrix '" + key +
                       "'; expected a checkpoint of GroundingDINO (saa inspect shows what a file "
                       "holds)");
  }
  return tensor->shape[0];
}

nn::Dim count_layers(const StateDict& weights, const std::string& list, const std::string& leaf) {
  const auto has_layer = [&](nn::Dim number) {
    std::string key = list;
    key += std::to_string(number);
    key += leaf;
    return weights.contains(key);
  };
  nn::Dim count = 0;
  while (has_layer(count)) ++count;
  return count;
}

}  // namespace

Config config_of(const StateDict& weights) {
  const std::string encoder = "transformer.encoder.layers.";
  const nn::Dim places = rows_of(weights, encoder + "0.self_attn.attention_weights.weight");
  return {.backbone = swin_config(Scope(weights, "backbone.0")),
          .hidden = rows_of(weights, "feat_map.weight"),
          .heads = places / (kLevels * kPoints),
          .feedforward = rows_of(weights, encoder + "0.linear1.weight"),
          .encoder_layers = count_layers(weights, encoder, ".linear1.weight"),
          .decoder_layers = count_layers(weights, "transformer.decoder.layers.", ".linear1.weight"),
          .queries = rows_of(weights, "transformer.tgt_embed.weight")};
}

}  // namespace saa::grounding_dino
