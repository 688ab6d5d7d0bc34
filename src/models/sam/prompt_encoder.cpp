#include "models/sam/prompt_encoder.h"

#include "models/sam/weight_shapes.h"
#include "nn/layers.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

constexpr float kEpsilon = 1e-6F;
constexpr Dim kOwnMaskTokens = 4;

/// An nn.Embedding of `rows` rows.
std::vector<float> embedding(const Scope& scope, std::string_view leaf, Dim rows, Dim channels) {
  return to_f32((scope / leaf).param("weight", {rows, channels}));
}

}  // namespace

PromptTokens::PromptTokens(const Scope& sam, Dim image_size)
    : image_size_(static_cast<float>(image_size)) {
  const Scope encoder = sam / "prompt_encoder";
  const Scope decoder = sam / "mask_decoder";
  const Dim c = weight_dim(encoder, "no_mask_embed.weight", 1);
  channels_ = static_cast<std::size_t>(c);
  frequencies_ =
      to_f32((encoder / "pe_layer").param("positional_encoding_gaussian_matrix", {2, c / 2}));
  for (std::size_t kind = 0; kind < no_point; ++kind) {
    kinds_[kind] = embedding(encoder / "point_embeddings", std::to_string(kind), 1, c);
  }
  kinds_[no_point] = embedding(encoder, "not_a_point_embed", 1, c);
  no_mask_ = embedding(encoder, "no_mask_embed", 1, c);
  own_ = embedding(decoder, "iou_token", 1, c);
  std::ranges::copy(embedding(decoder, "mask_tokens", kOwnMaskTokens, c), std::back_inserter(own_));
}

void PromptTokens::append_encoding(float x, float y, std::vector<float>& tokens) const {
  const std::size_t half = channels_ / 2;
  const std::size_t start = tokens.size();
  tokens.resize(start + channels_);
  const float across = 2.0F * x - 1.0F;
  const float down = 2.0F * y - 1.0F;
  for (std::size_t i = 0; i < half; ++i) {
    const float turns = across * frequencies_[i] + down * frequencies_[half + i];
    const float angle = 2.0F * std::numbers::pi_v<float> * turns;
    tokens[start + i] = std::sin(angle);
    tokens[start + half + i] = std::cos(angle);
  }
}

void PromptTokens::append_token(Kind kind, float x, float y, std::vector<float>& tokens) const {
  const std::size_t start = tokens.size();
  // Half a pixel on: to its centre.
  append_encoding((x + 0.5F) / image_size_, (y + 0.5F) / image_size_, tokens);
  for (std::size_t c = 0; c < channels_; ++c) tokens[start + c] += kinds_[kind][c];
}

void PromptTokens::append(const Prompt& prompt, std::vector<float>& tokens) const {
  std::ranges::copy(own_, std::back_inserter(tokens));
  for (const PointPrompt& point : prompt.points) {
    append_token(point.foreground ? foreground : background, point.x, point.y, tokens);
  }
  if (!prompt.points.empty() && !prompt.box) {
    // parity: points without a box are followed by a token that stands for none.
    std::ranges::copy(kinds_[no_point], std::back_inserter(tokens));
  }
  if (prompt.box) {
    append_token(top_left, prompt.box->x0, prompt.box->y0, tokens);
    append_token(bottom_right, prompt.box->x1, prompt.box->y1, tokens);
  }
}

std::size_t PromptTokens::count(const Prompt& prompt) const {
  const std::size_t box = prompt.box ? 2 : prompt.points.empty() ? 0 : 1;
  return own_.size() / channels_ + prompt.points.size() + box;
}

std::vector<float> PromptTokens::grid_positions(Dim grid) const {
  std::vector<float> result;
  const auto centre = [&](Dim i) {
    return (static_cast<float>(i) + 0.5F) / static_cast<float>(grid);
  };
  for (Dim y = 0; y < grid; ++y) {
    for (Dim x = 0; x < grid; ++x) append_encoding(centre(x), centre(y), result);
  }
  return result;
}

Value embed_mask(const Scope& prompt_encoder, const Value& logits) {
  const Scope steps = prompt_encoder / "mask_downscaling";
  const nn::Conv2d halving{.stride = {2, 2}};
  const auto norm = [&](Dim index, const Value& x) {
    const Value last = nn::permute(x, {0, 2, 3, 1});
    return nn::permute(nn::gelu(nn::layer_norm(steps / index, last, kEpsilon)), {0, 3, 1, 2});
  };
  const auto channels = [&](Dim index) { return weight_dim(steps / index, "weight", 0); };
  const Value half = norm(1, nn::conv2d(steps / 0, logits, channels(0), 2, halving));
  const Value quarter = norm(4, nn::conv2d(steps / 3, half, channels(3), 2, halving));
  return nn::conv2d(steps / 6, quarter, channels(6), 1);
}

}  // namespace saa::sam
