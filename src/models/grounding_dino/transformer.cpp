#include "models/grounding_dino/transformer.h"

#include "models/grounding_dino/multihead_attention.h"
#include "nn/layers.h"

namespace saa::grounding_dino {
namespace {

using nn::Value;

/// The image tokens that answer best to any text token become queries; their boxes are where those
/// start from. What a query says at first was learned.
struct Selection {
  Value places;
  QueryState first;
};

Selection select_queries(const Scope& scope, const TransformerInputs& inputs,
                         const TokenPair& memory, const Config& config) {
  const Scope transformer = scope / "transformer";
  const Value projected =
      nn::linear(transformer / "enc_output", memory.image * inputs.valid, config.hidden);
  const Value tokens = nn::layer_norm(transformer / "enc_output_norm", projected, kEpsilon);
  const Value scores = nn::max(nn::matmul_t(tokens, memory.text), {0, -1});
  const Value places = nn::top_k(scores, config.queries);
  // The original works out all boxes and then selects; a box depends on its own token alone.
  const Value moved =
      mlp(transformer / "enc_out_bbox_embed", nn::gather(tokens, places, 1), config.hidden, 4, 3);
  const Value boxes = nn::sigmoid(moved + nn::gather(inputs.proposals, places, 1));
  const Value content =
      nn::param(boxes.builder(), transformer, "tgt_embed.weight", {config.queries, config.hidden});
  return {places, {nn::unsqueeze(content, 0), boxes}};
}

}  // namespace

TransformerOutputs transformer(const Scope& scope, const TransformerInputs& inputs,
                               const Config& config) {
  const Scope decoder = scope / "transformer" / "decoder";
  const std::vector<TokenPair> encoded = encode(scope / "transformer" / "encoder", inputs, config);
  const TokenPair& memory = encoded.back();
  const Selection selection = select_queries(scope, inputs, memory, config);
  const std::vector<QueryState> decoded =
      decode(decoder, scope, selection.first, memory, inputs.shapes, config);
  // parity: the last box comes from the normed content, the boxes between layers from the plain
  // one.
  const Value content = nn::layer_norm(decoder / "norm", decoded.back().content, kEpsilon);
  const Value moved =
      mlp(scope / "bbox_embed" / (config.decoder_layers - 1), content, config.hidden, 4, 3);
  const Value start = inverse_sigmoid(decoded[decoded.size() - 2].boxes);
  return {encoded, selection.places, decoded, nn::matmul_t(content, memory.text),
          nn::sigmoid(moved + start)};
}

}  // namespace saa::grounding_dino
