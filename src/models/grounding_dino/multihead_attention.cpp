#include "models/grounding_dino/multihead_attention.h"

#include "models/grounding_dino/config.h"
#include "nn/add_norm.h"
#include "nn/feed_forward.h"
#include "nn/layers.h"

#include <cmath>
#include <optional>

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

/// One of the three parts of in_proj, split into heads: [1, N, C] -> [1, heads, N, C / heads].
Value project(const Scope& scope, const Value& x, Dim part, Dim heads) {
  nn::Builder& builder = x.builder();
  const Dim c = x.dim(-1);
  const auto rows = [&](const Value& all) {
    return nn::slice(all, {0}, {part * c}, {(part + 1) * c});
  };
  const Value y = nn::matmul_t(x, rows(nn::param(builder, scope, "in_proj_weight", {3 * c, c}))) +
                  rows(nn::param(builder, scope, "in_proj_bias", {3 * c}));
  return nn::permute(nn::reshape(y, {0, 0, heads, c / heads}), {0, 2, 1, 3});
}

Value attend(const Scope& scope, const Value& query, const Value& key, const Value& value,
             Dim heads, const std::optional<Value>& mask) {
  const Dim channels = query.dim(-1);
  const Dim of_head = channels / heads;
  const float scale = 1.0F / std::sqrt(float(of_head));
  const Value q = project(scope, query, 0, heads);
  const Value k = project(scope, key, 1, heads);
  const Value v = project(scope, value, 2, heads);
  const Value y = mask ? nn::attention(q, k, v, scale, *mask) : nn::attention(q, k, v, scale);
  return nn::linear(scope / "out_proj", nn::reshape(nn::permute(y, {0, 2, 1, 3}), {0, 0, channels}),
                    channels);
}

}  // namespace

Value multihead_attention(const Scope& scope, const Value& query, const Value& key,
                          const Value& value, Dim heads) {
  return attend(scope, query, key, value, heads, std::nullopt);
}

Value multihead_attention(const Scope& scope, const Value& query, const Value& key,
                          const Value& value, Dim heads, const Value& mask) {
  return attend(scope, query, key, value, heads, mask);
}

Value feedforward(const Scope& scope, std::string_view norm, const Value& x, Dim hidden,
                  BlockForm form) {
  const Dim channels = x.dim(-1);
  if (form == BlockForm::layered) {
    const Value y = nn::relu(nn::linear(scope / "linear1", x, hidden));
    return nn::add_norm(scope / norm, x, nn::linear(scope / "linear2", y, channels), kEpsilon);
  }
  return nn::feed_forward_norm_last(
      x, nn::feed_forward_layers(x.builder(), scope / norm, scope / "linear1", scope / "linear2",
                                 channels, hidden, kEpsilon));
}

Value mlp(const Scope& scope, const Value& x, Dim hidden, Dim outputs, Dim layers) {
  Value y = x;
  for (Dim i = 0; i + 1 < layers; ++i) {
    y = nn::relu(nn::linear(scope / "layers" / i, y, hidden));
  }
  return nn::linear(scope / "layers" / (layers - 1), y, outputs);
}

}  // namespace saa::grounding_dino
