#include "models/clipseg/decoder.h"

#include "models/clip/config.h"
#include "models/clip/transformer.h"
#include "nn/layers.h"

#include <saa/error.h>
#include <string>

namespace saa::clipseg {
namespace {

using clip::Naming;
using nn::Dim;
using nn::Value;

/// What shapes do not tell.
constexpr Dim kHeads = 4;

struct DecoderNames {
  std::string_view layers, norm1, norm2, hidden, out, head;
};

constexpr DecoderNames kOriginalNames = {.layers = "blocks",
                                         .norm1 = "norm1",
                                         .norm2 = "norm2",
                                         .hidden = "linear1",
                                         .out = "linear2",
                                         .head = "trans_conv"};
constexpr DecoderNames kTransformersNames = {.layers = "layers",
                                             .norm1 = "layer_norm1",
                                             .norm2 = "layer_norm2",
                                             .hidden = "mlp.fc1",
                                             .out = "mlp.fc2",
                                             .head = "transposed_convolution"};

const DecoderNames& names_of(Naming naming) {
  return naming == Naming::openai ? kOriginalNames : kTransformersNames;
}

/// One size of a tensor of this rank.
Dim size_of(const Scope& scope, std::string_view leaf, std::size_t rank, std::size_t axis) {
  const std::string key = scope.key(leaf);
  const Tensor* tensor = scope.weights().find(key);
  if (tensor == nullptr || tensor->shape.size() != rank) {
    throw WeightsError(scope.weights().source().string() + ": no '" + key + "' of " +
                       std::to_string(rank) + " axes; expected a CLIPSeg");
  }
  return tensor->shape.at(axis);
}

/// A layer whose norms stand behind the sums: x [P, T, C] -> the same.
Value layer(const Scope& scope, const Decoder& decoder, const Value& x, Dim hidden) {
  const DecoderNames& names = names_of(decoder.naming);
  const Value seen = clip::self_attention(scope / "self_attn", decoder.naming, x, kHeads);
  const Value y = nn::layer_norm(scope / names.norm1, x + seen, clip::kEpsilon);
  const Value inside = nn::relu(nn::linear(scope / names.hidden, y, hidden));
  return nn::layer_norm(scope / names.norm2, y + nn::linear(scope / names.out, inside, x.dim(-1)),
                        clip::kEpsilon);
}

/// FiLM: x [1, T, C] scaled and shifted as each condition says: [P, T, C].
Value modulate(const Decoder& decoder, const Value& x, const Value& conditions) {
  const auto channels = [&](std::string_view leaf) {
    return nn::unsqueeze(nn::linear(decoder.root / leaf, conditions, x.dim(-1)), 1);
  };
  return channels("film_mul") * x + channels("film_add");
}

/// Tokens as a picture [P, C, grid, grid] -> [P, 1, S, S].
Value head(const Scope& scope, const Value& x, const DecoderConfig& config) {
  const auto enlarge = [](const Scope& at, const Value& picture, Dim channels, Dim factor) {
    return nn::conv_transpose2d(at, picture, channels, factor, {.stride = {factor, factor}});
  };
  if (!config.refined) return enlarge(scope, x, 1, config.patch);
  const Dim step = size_of(scope / 2, "weight", 4, 2);
  const Value smooth =
      nn::relu(nn::conv2d(scope / 0, x, config.width, 3, {.padding = nn::Padding2d::all(1)}));
  return enlarge(scope / 4, nn::relu(enlarge(scope / 2, smooth, config.width / 2, step)), 1,
                 config.patch / step);
}

}  // namespace

Decoder find_decoder(const StateDict& weights) {
  for (const std::string_view path : {"", "decoder"}) {
    const Scope root(weights, std::string(path));
    if (!root.has("film_mul.weight")) continue;
    const bool original = root.has(std::string(kOriginalNames.layers) + ".0.norm1.weight");
    return {root, original ? Naming::openai : Naming::transformers};
  }
  throw WeightsError(
      weights.source().string() +
      ": neither 'film_mul.weight' nor 'decoder.film_mul.weight'; expected a CLIPSeg "
      "(saa inspect shows what a file holds)");
}

DecoderConfig decoder_config(const Decoder& decoder) {
  const DecoderNames& names = names_of(decoder.naming);
  const Scope first = decoder.root / names.layers / 0;
  const Scope head = decoder.root / names.head;
  const bool refined = head.has("0.weight");
  Dim layers = 0;
  while ((decoder.root / "reduces" / layers).has("weight")) ++layers;
  return {.width = size_of(decoder.root, "film_mul.weight", 2, 0),
          .features = size_of(decoder.root, "film_mul.weight", 2, 1),
          .layers = layers,
          .hidden = size_of(first / names.hidden, "weight", 2, 0),
          .patch = refined ? size_of(head, "2.weight", 4, 2) * size_of(head, "4.weight", 4, 2)
                           : size_of(head, "weight", 4, 2),
          .refined = refined};
}

std::vector<Value> reduce_states(const Decoder& decoder, std::span<const Value> states,
                                 const DecoderConfig& config) {
  std::vector<Value> reduced;
  for (std::size_t i = 0; i < states.size(); ++i) {
    reduced.push_back(nn::linear(decoder.root / "reduces" / static_cast<Dim>(i),
                                 states[states.size() - 1 - i], config.width));
  }
  return reduced;
}

Value decode(const Decoder& decoder, std::span<const Value> reduced, const Value& conditions,
             const DecoderConfig& config, Dim grid) {
  const Scope layers = decoder.root / names_of(decoder.naming).layers;
  Value x = modulate(decoder, reduced.front(), conditions);
  for (std::size_t i = 0; i < reduced.size(); ++i) {
    if (i > 0) x = x + reduced[i];
    x = layer(layers / static_cast<Dim>(i), decoder, x, config.hidden);
  }
  const Value places = nn::slice(x, {1}, {1}, {1 + grid * grid});
  const Value picture = nn::reshape(nn::permute(places, {0, 2, 1}), {-1, config.width, grid, grid});
  return nn::pick(head(decoder.root / names_of(decoder.naming).head, picture, config), 0, 1);
}

}  // namespace saa::clipseg
