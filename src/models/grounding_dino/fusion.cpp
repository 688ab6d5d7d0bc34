#include "models/grounding_dino/fusion.h"

#include "nn/layers.h"

#include <cmath>

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

/// The four linear layers between `hidden` and heads of `depth` channels.
class Heads {
 public:
  Heads(const Scope& scope, nn::Builder& builder, const Config& config)
      : scope_(scope),
        builder_(&builder),
        hidden_(config.hidden),
        heads_(config.text_heads()),
        depth_(config.text_feedforward() / config.text_heads()) {}

  [[nodiscard]] Dim depth() const { return depth_; }
  [[nodiscard]] Dim count() const { return heads_; }

  /// Text tokens [1, T, hidden] -> [heads, T, depth].
  [[nodiscard]] Value project(std::string_view layer, const Value& text) const {
    const Value y = nn::linear(scope_ / layer, text, heads_ * depth_);
    return nn::permute(nn::reshape(y, {-1, heads_, depth_}), {1, 0, 2});
  }
  /// Weight of a layer from `hidden` to the heads, [heads, depth, hidden].
  [[nodiscard]] Value weight_in(std::string_view layer) const {
    const Value all = nn::param(*builder_, scope_ / layer, "weight", {heads_ * depth_, hidden_});
    return nn::reshape(all, {heads_, depth_, hidden_});
  }
  /// Its bias, [heads, 1, depth].
  [[nodiscard]] Value bias_in(std::string_view layer) const {
    return nn::reshape(nn::param(*builder_, scope_ / layer, "bias", {heads_ * depth_}),
                       {heads_, 1, depth_});
  }
  /// Weight of a layer from the heads to `hidden`, [heads, depth, hidden].
  [[nodiscard]] Value weight_out(std::string_view layer) const {
    const Value all = nn::param(*builder_, scope_ / layer, "weight", {hidden_, heads_ * depth_});
    return nn::reshape(nn::permute(all, {1, 0}), {heads_, depth_, hidden_});
  }

 private:
  Scope scope_;
  nn::Builder* builder_;
  Dim hidden_, heads_, depth_;
};

/// The original keeps scores within these for half precision.
Value bounded(const Value& scores) { return nn::clamp(scores, -50000.0F, 50000.0F); }

}  // namespace

// The original projects every image token to `text_feedforward` channels, three times. There are a
// few text tokens and thousands of image tokens, so the weights are applied to the text's side of
// each product instead, which is the same sum in another order and a fraction of the work:
//   query · key       = (image W_q + b_q) · key = image · (W_q key) + b_q · key
//   shares · value    = shares · (image W_v + b_v) = (shares · image) W_v + b_v, shares summing to
//   1 (shares value) W_o = shares (value W_o)
// So are the output's bias, a part of it for each head, and its scale: added to the product they
// would keep the runtime from its fast forms of it.
TokenPair fuse(const Scope& scope, const TokenPair& tokens, const Config& config) {
  const Value image = nn::layer_norm(scope / "layer_norm_v", tokens.image, kEpsilon);
  const Value text = nn::layer_norm(scope / "layer_norm_l", tokens.text, kEpsilon);
  const Scope attention = scope / "attn";
  const Heads heads(attention, image.builder(), config);
  const Dim hidden = config.hidden;

  // Scores [1, S, heads * T]
  const Value key =
      heads.project("l_proj", text) * (1.0F / std::sqrt(static_cast<float>(heads.depth())));
  const Value asked = nn::reshape(nn::matmul(key, heads.weight_in("v_proj")), {-1, hidden});
  const Value offset = nn::reshape(nn::matmul_t(heads.bias_in("v_proj"), key), {-1});
  const Value raw = nn::matmul_t(image, asked) + offset;
  const Value scores = bounded(raw - nn::max(raw, {0, 1, 2}, /*keep_axes=*/true));

  // To the image: shares of each token's attention over the text
  const Value shares = nn::softmax(nn::reshape(scores, {0, 0, heads.count(), -1}));
  const Value told =
      nn::reshape(nn::matmul(heads.project("values_l_proj", text), heads.weight_out("out_v_proj")),
                  {-1, hidden});
  const Value image_bias = nn::param(image.builder(), attention / "out_v_proj", "bias", {hidden});
  const Value gamma = nn::param(image.builder(), scope, "gamma_v", {hidden});
  const Value told_scaled =
      (told + image_bias * (1.0F / static_cast<float>(heads.count()))) * gamma;
  const Value image_delta = nn::matmul(nn::reshape(shares, {0, 0, -1}), told_scaled);

  // To the text: shares over the image
  const Value turned = nn::permute(scores, {0, 2, 1});
  const Value over_image = nn::softmax(bounded(turned - nn::max(turned, {-1}, /*keep_axes=*/true)));
  const Value seen = nn::reshape(nn::matmul(over_image, image), {heads.count(), -1, hidden});
  const Value values =
      nn::matmul_t(seen, heads.weight_in("values_v_proj")) + heads.bias_in("values_v_proj");
  const Value joined =
      nn::reshape(nn::permute(values, {1, 0, 2}), {1, -1, heads.count() * heads.depth()});
  const Value text_delta = nn::linear(attention / "out_l_proj", joined, hidden);

  const Value text_gamma = nn::param(text.builder(), scope, "gamma_l", {text.dim(-1)});
  return {image + image_delta, text + text_gamma * text_delta};
}

}  // namespace saa::grounding_dino
