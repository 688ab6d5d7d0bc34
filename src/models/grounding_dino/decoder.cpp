#include "models/grounding_dino/decoder.h"

#include "models/grounding_dino/multihead_attention.h"
#include "nn/add_norm.h"
#include "nn/layers.h"

#include <array>
#include <cmath>
#include <numbers>

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

/// gen_sineembed_for_position of the original: boxes [1, Q, 4] -> [1, Q, 4 * channels], for y, x,
/// width, height in turn sin, cos, sin, … of ever longer waves.
Value embed_boxes(const Value& boxes, Dim channels) {
  nn::Builder& builder = boxes.builder();
  std::vector<float> frequencies;
  std::vector<float> phases;
  for (Dim i = 0; i < channels; ++i) {
    const Dim even = i / 2 * 2;
    const double wavelength = std::pow(10000.0, double(even) / double(channels));
    frequencies.push_back(static_cast<float>(2.0 * std::numbers::pi / wavelength));
    // A cosine is a sine a quarter of a turn ahead.
    phases.push_back(i % 2 == 0 ? 0.0F : std::numbers::pi_v<float> / 2.0F);
  }
  const std::array<Dim, 4> order = {1, 0, 2, 3};
  const Value turned = nn::gather(boxes, builder.constant(order, {4}), -1);
  const Value waves =
      nn::sin(nn::unsqueeze(turned, -1) * builder.constant(frequencies, {channels}) +
              builder.constant(phases, {channels}));
  return nn::reshape(waves, {0, 0, 4 * channels});
}

/// layers.<i>: queries look at each other, at the text, and into the image.
Value layer(const Scope& scope, const QueryState& state, const Value& position,
            const TokenPair& memory, const Value& shapes, const Config& config) {
  const auto add = [&](std::string_view norm, const Value& x, const Value& y) {
    return nn::add_norm(scope / norm, x, y, kEpsilon);
  };
  Value x = state.content;
  const Value placed = x + position;
  x = add("norm2", x, multihead_attention(scope / "self_attn", placed, placed, x, config.heads));
  x = add(
      "catext_norm", x,
      multihead_attention(scope / "ca_text", x + position, memory.text, memory.text, config.heads));
  const Value box = nn::unsqueeze(state.boxes, 2);  // the same in each level
  const Value reference = nn::concat({box, box, box, box}, 2);
  static_assert(kLevels == 4);
  x = add("norm1", x,
          deformable_layer(scope / "cross_attn", x + position, reference, memory.image, shapes,
                           config));
  return feedforward(scope, "norm3", x, config.feedforward, config.mlp);
}

}  // namespace

Value inverse_sigmoid(const Value& x) {
  constexpr float kLeast = 1e-3F;
  return nn::log(nn::clamp(x, kLeast, 1.0F) / nn::clamp(-x + 1.0F, kLeast, 1.0F));
}

std::vector<QueryState> decode(const Scope& scope, const Scope& heads, const QueryState& first,
                               const TokenPair& memory, const Value& shapes, const Config& config) {
  std::vector<QueryState> states = {first};
  for (Dim i = 0; i < config.decoder_layers; ++i) {
    const QueryState& state = states.back();
    const Value position =
        mlp(scope / "ref_point_head", embed_boxes(state.boxes, config.hidden / 2), config.hidden,
            config.hidden, 2);
    const Value x = layer(scope / "layers" / i, state, position, memory, shapes, config);
    const Value moved = mlp(heads / "bbox_embed" / i, x, config.hidden, 4, 3);
    states.push_back({x, nn::sigmoid(moved + inverse_sigmoid(state.boxes))});
  }
  return states;
}

}  // namespace saa::grounding_dino
