#include "models/sam/place_attention.h"

#include "models/sam/weight_shapes.h"
#include "nn/layers.h"

#include <cmath>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

/// Channels of all heads together.
Dim inner_channels(const Scope& scope) { return weight_dim(scope, "q_proj.weight", 0); }

float score_scale(const Scope& scope) {
  return 1.0F / std::sqrt(static_cast<float>(inner_channels(scope) / kHeads));
}

/// Tokens through a layer into the heads: [B, T, C] -> [B, heads, T, depth].
Value into_heads(const Scope& scope, std::string_view layer, const Value& tokens) {
  return split_heads(nn::linear(scope / layer, tokens, inner_channels(scope)));
}

/// The weight of a layer from places to heads, [heads, depth, C].
Value weight_in(const Scope& scope, std::string_view layer, nn::Builder& builder) {
  const Dim inner = inner_channels(scope);
  const Dim channels = weight_dim(scope / layer, "weight", 1);
  return nn::reshape(nn::param(builder, scope / layer, "weight", {inner, channels}),
                     {kHeads, inner / kHeads, channels});
}

/// The weight of the layer from heads to channels, [heads, depth, C].
Value weight_out(const Scope& scope, nn::Builder& builder) {
  const Dim inner = inner_channels(scope);
  const Dim channels = weight_dim(scope / "out_proj", "weight", 0);
  return nn::reshape(
      nn::permute(nn::param(builder, scope / "out_proj", "weight", {channels, inner}), {1, 0}),
      {kHeads, inner / kHeads, channels});
}

/// [B, heads, T, C] -> [B, heads * T, C].
Value rows_of_heads(const Value& x) { return nn::reshape(x, {0, -1, x.dim(-1)}); }

}  // namespace

Value split_heads(const Value& x) {
  return nn::permute(nn::reshape(x, {0, 0, kHeads, -1}), {0, 2, 1, 3});
}

Value join_heads(const Value& x) { return nn::reshape(nn::permute(x, {0, 2, 1, 3}), {0, 0, -1}); }

Value tokens_attend(const Scope& scope, const Value& q, const Value& where, const Value& places) {
  nn::Builder& builder = q.builder();
  const Dim inner = inner_channels(scope);
  // The keys' bias adds the same to a token's scores of all places, and softmax does not see it.
  (void)nn::param(builder, scope / "k_proj", "bias", {inner});
  const Value query = into_heads(scope, "q_proj", q) * score_scale(scope);
  const Value asked = rows_of_heads(nn::matmul(query, weight_in(scope, "k_proj", builder)));
  const Value scores = nn::matmul_t(asked, where);
  // With a further axis, or the runtime would take its fused attention, which is half as fast for
  // few queries of many keys.
  const Value shares = nn::reshape(nn::softmax(nn::unsqueeze(scores, 3), 2), {0, 0, -1});
  const Value seen = nn::reshape(nn::matmul(shares, places), {0, kHeads, -1, q.dim(-1)});
  const Value bias = nn::reshape(nn::param(builder, scope / "v_proj", "bias", {inner}),
                                 {kHeads, 1, inner / kHeads});
  const Value values = nn::matmul_t(seen, weight_in(scope, "v_proj", builder)) + bias;
  return nn::linear(scope / "out_proj", join_heads(values), q.dim(-1));
}

Value places_attend(const Scope& scope, const Value& where, const Value& k, const Value& v) {
  nn::Builder& builder = k.builder();
  const Dim inner = inner_channels(scope);
  const Dim channels = k.dim(-1);
  const Value key = into_heads(scope, "k_proj", k) * score_scale(scope);
  const Value asked = rows_of_heads(nn::matmul(key, weight_in(scope, "q_proj", builder)));
  const Value bias = nn::reshape(nn::param(builder, scope / "q_proj", "bias", {inner}),
                                 {kHeads, 1, inner / kHeads});
  const Value offset = nn::reshape(nn::matmul_t(key, bias), {0, 1, -1});
  const Value scores = nn::matmul_t(where, asked) + offset;
  const Value shares =
      nn::reshape(nn::softmax(nn::reshape(scores, {0, 0, kHeads, -1})), {0, 0, -1});

  // A head's shares sum to 1: with a part of the output's bias in each of its rows the sum has all.
  const Value out_bias = nn::param(builder, scope / "out_proj", "bias", {channels}) *
                         (1.0F / static_cast<float>(kHeads));
  const Value told = nn::matmul(into_heads(scope, "v_proj", v), weight_out(scope, builder));
  return nn::matmul(shares, rows_of_heads(told + out_bias));
}

}  // namespace saa::sam
