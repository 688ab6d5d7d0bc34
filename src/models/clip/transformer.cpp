#include "models/clip/transformer.h"

#include "models/clip/names.h"
#include "nn/layers.h"

#include <array>
#include <cmath>
#include <saa/error.h>
#include <string>

namespace saa::clip {
namespace {

using nn::Dim;
using nn::Value;

/// Query, key and value: [B, T, C] each.
std::array<Value, 3> project(const Scope& scope, Naming naming, const Value& x) {
  const Dim c = x.dim(-1);
  if (naming == Naming::transformers) {
    return {nn::linear(scope / "q_proj", x, c), nn::linear(scope / "k_proj", x, c),
            nn::linear(scope / "v_proj", x, c)};
  }
  nn::Builder& builder = x.builder();
  const Value all = nn::matmul_t(x, nn::param(builder, scope, "in_proj_weight", {3 * c, c})) +
                    nn::param(builder, scope, "in_proj_bias", {3 * c});
  const auto part = [&](Dim i) { return nn::slice(all, {2}, {i * c}, {(i + 1) * c}); };
  return {part(0), part(1), part(2)};
}

Value activate(const Value& x, Activation activation) {
  if (activation == Activation::gelu) return nn::gelu(x);
  return x * nn::sigmoid(x * 1.702F);
}

}  // namespace

Value self_attention(const Scope& scope, Naming naming, const Value& x, Dim heads,
                     const std::optional<Value>& mask) {
  const Dim channels = x.dim(-1);
  if (heads < 1 || channels % heads != 0)
    throw WeightsError(scope.weights().source().string() + ": " + scope.path() + " is of " +
                       std::to_string(channels) + " channels, which are not whole heads");
  const Dim of_head = channels / heads;
  const auto by_head = [&](const Value& y) {
    return nn::permute(nn::reshape(y, {0, 0, heads, of_head}), {0, 2, 1, 3});
  };
  const auto [query, key, value] = project(scope, naming, x);
  const float scale = 1.0F / std::sqrt(float(of_head));
  const Value q = by_head(query);
  const Value k = by_head(key);
  const Value v = by_head(value);
  const Value y = mask ? nn::attention(q, k, v, scale, *mask) : nn::attention(q, k, v, scale);
  return nn::linear(scope / "out_proj", nn::reshape(nn::permute(y, {0, 2, 1, 3}), {0, 0, channels}),
                    channels);
}

Value block(const Scope& scope, Naming naming, const Value& x, const TransformerConfig& config,
            const std::optional<Value>& mask) {
  const BlockNames& names = names_of(naming).block;
  const Value seen = nn::layer_norm(scope / names.norm1, x, kEpsilon);
  const Value y = x + self_attention(scope / names.attention, naming, seen, config.heads, mask);
  const Value hidden = nn::linear(scope / names.hidden,
                                  nn::layer_norm(scope / names.norm2, y, kEpsilon), config.hidden);
  return y + nn::linear(scope / names.out, activate(hidden, config.activation), config.width);
}

}  // namespace saa::clip
