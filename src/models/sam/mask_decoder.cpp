#include "models/sam/mask_decoder.h"

#include "models/sam/two_way_transformer.h"
#include "models/sam/weight_shapes.h"
#include "nn/layers.h"
#include "nn/mask_upscaling.h"

#include <array>
#include <span>
#include <vector>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

constexpr float kEpsilon = 1e-6F;
constexpr Dim kMlpLayers = 3;

/// output_hypernetworks_mlps.<i> and iou_prediction_head: [B, C] -> [B, outputs].
Value mlp(const Scope& scope, const Value& x) {
  Value y = x;
  for (Dim i = 0; i < kMlpLayers; ++i) {
    const Scope layer = scope / "layers" / i;
    y = nn::linear(layer, y, weight_dim(layer, "weight", 0));
    if (i + 1 < kMlpLayers) y = nn::relu(y);
  }
  return y;
}

/// A transposed convolution with kernel 2 and stride 2 as a linear layer: every place becomes 2 x 2
/// places side by side.
struct Split {
  Value weight;  ///< [4 * O, I]
  Value bias;    ///< [4 * O]
};

Split split(nn::Builder& builder, const Scope& scope) {
  const Dim inputs = weight_dim(scope, "weight", 0);
  const Dim outputs = weight_dim(scope, "weight", 1);
  const Value weight = nn::param(builder, scope, "weight", {inputs, outputs, 2, 2});
  const Value bias = nn::param(builder, scope, "bias", {outputs});
  return {nn::reshape(nn::permute(weight, {2, 3, 1, 0}), {4 * outputs, inputs}),
          nn::concat({bias, bias, bias, bias}, 0)};
}

/// Places [B, P, I] -> [B, P, 4 * O].
Value split_places(const Scope& scope, const Value& x) {
  const Split layer = split(x.builder(), scope);
  return nn::matmul_t(x, layer.weight) + layer.bias;
}

/// [B, P, 4 * O] -> [B, 4P, O].
Value one_behind_another(const Value& x) { return nn::reshape(x, {0, -1, x.dim(-1) / 4}); }

/// From places twice split, [B, masks, H * W * 16], to pictures [B, masks, 4H, 4W].
Value in_rows(const Value& x, Dim height, Dim width) {
  const Value split = nn::reshape(x, {-1, height, width, 2, 2, 2, 2});
  return nn::reshape(nn::permute(split, {0, 1, 3, 5, 2, 4, 6}),
                     {-1, kMasksOfPrompt, 4 * height, 4 * width});
}

/// output_upscaling, and its products with each prompt's filters [B, masks, O]: logits
/// [B, masks, 4H, 4W] of places [B, H * W, C].
Value layered_logits(const Scope& upscaling, const Value& places, const Value& filters, Dim height,
                     Dim width) {
  // Functions of single values see the four places side by side: long rows are faster.
  const Value coarse = split_places(upscaling / 0, places);
  const Value unit = nn::layer_norm(upscaling / 1, one_behind_another(coarse), kEpsilon);
  const Value shaped = nn::gelu(nn::reshape(unit, {0, -1, coarse.dim(-1)}));
  const Value fine =
      one_behind_another(nn::gelu(split_places(upscaling / 3, one_behind_another(shaped))));
  return in_rows(nn::matmul_t(filters, fine), height, width);
}

Value fused_logits(const Scope& upscaling, const Value& places, const Value& filters, Dim height,
                   Dim width) {
  nn::Builder& builder = places.builder();
  const Split first = split(builder, upscaling / 0);
  const Split second = split(builder, upscaling / 3);
  const Scope norm = upscaling / 1;
  const Dim channels = weight_dim(norm, "weight", 0);
  const std::array grid = {height, width};
  const Value logits =
      nn::mask_upscaling(places,
                         {.first_weight = first.weight,
                          .first_bias = first.bias,
                          .norm_weight = nn::param(builder, norm, "weight", {channels}),
                          .norm_bias = nn::param(builder, norm, "bias", {channels}),
                          .second_weight = second.weight,
                          .second_bias = second.bias,
                          .epsilon = kEpsilon},
                         filters, builder.constant(std::span<const Dim>(grid), {2}));
  return nn::reshape(logits, {0, kMasksOfPrompt, 4 * height, 4 * width});
}

}  // namespace

DecodedMasks decode_masks(const Scope& scope, const Value& embedding, const Value& dense,
                          const Value& tokens, const Value& positions, BlockForm form) {
  const auto [one, channels, height, width] = embedding.dims<4>();
  const Value places =
      nn::permute(nn::reshape(embedding + dense, {0, channels, height * width}), {0, 2, 1});
  const TwoWay y = two_way_transformer(scope / "transformer", {tokens, places}, positions);

  std::vector<Value> filters;
  for (Dim i = 0; i < kMasksOfPrompt; ++i) {
    filters.push_back(nn::unsqueeze(
        mlp(scope / "output_hypernetworks_mlps" / i, nn::pick(y.tokens, 1 + i, 1)), 1));
  }
  const auto logits = form == BlockForm::fused ? fused_logits : layered_logits;
  return {y.tokens,
          logits(scope / "output_upscaling", y.places, nn::concat(filters, 1), height, width),
          mlp(scope / "iou_prediction_head", nn::pick(y.tokens, 0, 1))};
}

}  // namespace saa::sam
