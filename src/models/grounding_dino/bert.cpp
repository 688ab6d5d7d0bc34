#include "models/grounding_dino/bert.h"

#include "models/grounding_dino/weight_shapes.h"
#include "nn/layers.h"

#include <cmath>
#include <string>

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

constexpr float kEpsilon = 1e-12F;
constexpr Dim kHeadChannels = 64;

/// Rows of the table `weight` [rows, width]; only they are widened where it is f16 or bf16.
Value embedding(const Scope& scope, const Value& indices, Dim rows, Dim width) {
  const Value table =
      indices.builder().constant(scope.key("weight"), scope.param("weight", {rows, width}));
  const Value found = nn::gather(table, indices, 0);
  return found.dtype() == DType::f32 ? found : nn::cast(found, DType::f32);
}

Value embeddings(const Scope& scope, const TextInputs& text, const BertConfig& config) {
  const Dim width = config.hidden;
  const Value words = embedding(scope / "word_embeddings", text.tokens, config.vocabulary, width);
  const Value places =
      embedding(scope / "position_embeddings", text.positions, config.positions, width);
  // Two kinds of text are known to BERT; a caption is the first.
  const Value kinds =
      nn::param(words.builder(), scope / "token_type_embeddings", "weight", {2, width});
  return nn::layer_norm(scope / "LayerNorm", words + nn::pick(kinds, 0, 0) + places, kEpsilon);
}

/// BertSelfAttention: x [1, T, C], mask [1, 1, T, T] -> [1, T, C].
Value self_attention(const Scope& scope, const Value& x, const Value& mask, Dim heads) {
  const Dim channels = x.dim(-1);
  const Dim of_head = channels / heads;
  const auto project = [&](std::string_view leaf) {
    const Value y = nn::linear(scope / leaf, x, channels);
    return nn::permute(nn::reshape(y, {0, 0, heads, of_head}), {0, 2, 1, 3});
  };
  const float scale = 1.0F / std::sqrt(float(of_head));
  const Value y = nn::attention(project("query"), project("key"), project("value"), scale, mask);
  return nn::reshape(nn::permute(y, {0, 2, 1, 3}), {0, 0, channels});
}

/// BertSelfOutput and BertOutput: `dense` of y, added to x, normed.
Value add_and_norm(const Scope& scope, const Value& y, const Value& x) {
  return nn::layer_norm(scope / "LayerNorm", nn::linear(scope / "dense", y, x.dim(-1)) + x,
                        kEpsilon);
}

/// bert.encoder.layer.<i>
Value layer(const Scope& scope, const Value& x, const Value& mask, const BertConfig& config) {
  const Value seen = self_attention(scope / "attention" / "self", x, mask, config.heads);
  const Value y = add_and_norm(scope / "attention" / "output", seen, x);
  const Value hidden =
      nn::gelu(nn::linear(scope / "intermediate" / "dense", y, config.intermediate));
  return add_and_norm(scope / "output", hidden, y);
}

}  // namespace

BertConfig bert_config(const StateDict& weights) {
  const std::string embeddings = "bert.embeddings.";
  const std::string layers = "bert.encoder.layer.";
  const std::string dense = ".intermediate.dense.weight";
  const Dim hidden = matrix_size(weights, embeddings + "word_embeddings.weight", 1);
  return {.vocabulary = matrix_size(weights, embeddings + "word_embeddings.weight", 0),
          .positions = matrix_size(weights, embeddings + "position_embeddings.weight", 0),
          .hidden = hidden,
          .layers = count_layers(weights, layers, dense),
          .heads = hidden / kHeadChannels,
          .intermediate = matrix_size(weights, layers + "0" + dense, 0),
          .features = matrix_size(weights, "feat_map.weight", 0)};
}

std::vector<Value> bert_states(const Scope& scope, const TextInputs& text,
                               const BertConfig& config) {
  const Scope bert = scope / "bert";
  const Value mask = nn::unsqueeze(text.attention, 1);
  std::vector<Value> states = {embeddings(bert / "embeddings", text, config)};
  for (Dim i = 0; i < config.layers; ++i) {
    states.push_back(layer(bert / "encoder" / "layer" / i, states.back(), mask, config));
  }
  return states;
}

Value text_features(const Scope& scope, const TextInputs& text, const BertConfig& config) {
  return nn::linear(scope / "feat_map", bert_states(scope, text, config).back(), config.features);
}

}  // namespace saa::grounding_dino
