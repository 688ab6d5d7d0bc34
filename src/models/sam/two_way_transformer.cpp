#include "models/sam/two_way_transformer.h"

#include "models/sam/place_attention.h"
#include "models/sam/weight_shapes.h"
#include "nn/add_norm.h"
#include "nn/layers.h"

#include <cmath>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

constexpr float kEpsilon = 1e-5F;

Value norm(const Scope& layer, std::string_view leaf, const Value& x) {
  return nn::layer_norm(layer / leaf, x, kEpsilon);
}

/// Attention of the tokens q to tokens, all [B, T, C].
Value attend(const Scope& scope, const Value& q, const Value& k, const Value& v) {
  const Dim inner = weight_dim(scope, "q_proj.weight", 0);
  const auto heads = [&](std::string_view leaf, const Value& x) {
    return split_heads(nn::linear(scope / leaf, x, inner));
  };
  const float scale = 1.0F / std::sqrt(static_cast<float>(inner / kHeads));
  const Value scores = nn::matmul_t(heads("q_proj", q), heads("k_proj", k)) * scale;
  const Value y = nn::matmul(nn::softmax(scores), heads("v_proj", v));
  return nn::linear(scope / "out_proj", join_heads(y), q.dim(-1));
}

Value mlp(const Scope& scope, const Value& x) {
  const Dim hidden = weight_dim(scope, "lin1.weight", 0);
  return nn::linear(scope / "lin2", nn::relu(nn::linear(scope / "lin1", x, hidden)), x.dim(-1));
}

/// layers.<i>
/// @param prompt the tokens as they came, which serve as their own position encoding.
TwoWay layer(const Scope& scope, const TwoWay& x, const Value& prompt, const Value& positions,
             bool first) {
  Value tokens = x.tokens;
  if (first) {
    // parity: replaced, not added to, and without positions.
    tokens = attend(scope / "self_attn", tokens, tokens, tokens);
  } else {
    const Value q = tokens + prompt;
    tokens = tokens + attend(scope / "self_attn", q, q, tokens);
  }
  tokens = norm(scope, "norm1", tokens);

  const Value where = x.places + positions;
  tokens = norm(scope, "norm2",
                tokens + tokens_attend(scope / "cross_attn_token_to_image", tokens + prompt, where,
                                       x.places));
  tokens = norm(scope, "norm3", tokens + mlp(scope / "mlp", tokens));

  const Value taken =
      places_attend(scope / "cross_attn_image_to_token", where, tokens + prompt, tokens);
  // Before the first layer all prompts see the same places, afterwards each its own.
  if (first) return {tokens, norm(scope, "norm4", x.places + taken)};
  return {tokens, nn::add_norm(scope / "norm4", x.places, taken, kEpsilon)};
}

}  // namespace

TwoWay two_way_transformer(const Scope& scope, const TwoWay& x, const Value& positions) {
  TwoWay y = x;
  for (Dim i = 0; scope.has("layers." + std::to_string(i) + ".norm1.weight"); ++i) {
    y = layer(scope / "layers" / i, y, x.tokens, positions, /*first=*/i == 0);
  }
  const Value seen = tokens_attend(scope / "final_attn_token_to_image", y.tokens + x.tokens,
                                   y.places + positions, y.places);
  return {norm(scope, "norm_final_attn", y.tokens + seen), y.places};
}

}  // namespace saa::sam
