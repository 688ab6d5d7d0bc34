#include "models/sam/mask_decoder.h"

#include "models/sam/two_way_transformer.h"
#include "models/sam/weight_shapes.h"
#include "nn/layers.h"

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

/// A transposed convolution with kernel 2 and stride 2 of places [B, P, I], as one matrix product:
/// every place becomes 2 x 2 places side by side, [B, P, 4 * O].
Value split_places(const Scope& scope, const Value& x) {
  const Dim inputs = x.dim(-1);
  const Dim outputs = weight_dim(scope, "weight", 1);
  nn::Builder& builder = x.builder();
  const Value weight = nn::reshape(
      nn::permute(nn::param(builder, scope, "weight", {inputs, outputs, 2, 2}), {2, 3, 1, 0}),
      {4 * outputs, inputs});
  const Value bias = nn::param(builder, scope, "bias", {outputs});
  return nn::matmul_t(x, weight) + nn::concat({bias, bias, bias, bias}, 0);
}

/// [B, P, 4 * O] -> [B, 4P, O].
Value one_behind_another(const Value& x) { return nn::reshape(x, {0, -1, x.dim(-1) / 4}); }

/// From places twice split, [B, masks, H * W * 16], to pictures [B, masks, 4H, 4W].
Value in_rows(const Value& x, Dim height, Dim width) {
  const Value split = nn::reshape(x, {-1, height, width, 2, 2, 2, 2});
  return nn::reshape(nn::permute(split, {0, 1, 3, 5, 2, 4, 6}),
                     {-1, kMasksOfPrompt, 4 * height, 4 * width});
}

}  // namespace

DecodedMasks decode_masks(const Scope& scope, const Value& embedding, const Value& dense,
                          const Value& tokens, const Value& positions) {
  const auto [one, channels, height, width] = embedding.dims<4>();
  const Value places =
      nn::permute(nn::reshape(embedding + dense, {0, channels, height * width}), {0, 2, 1});
  const TwoWay y = two_way_transformer(scope / "transformer", {tokens, places}, positions);

  // Functions of single values see the four places side by side: long rows are faster.
  const Scope upscaling = scope / "output_upscaling";
  const Value coarse = split_places(upscaling / 0, y.places);
  const Value unit = nn::layer_norm(upscaling / 1, one_behind_another(coarse), kEpsilon);
  const Value shaped = nn::gelu(nn::reshape(unit, {0, -1, coarse.dim(-1)}));
  const Value fine =
      one_behind_another(nn::gelu(split_places(upscaling / 3, one_behind_another(shaped))));

  std::vector<Value> filters;
  for (Dim i = 0; i < kMasksOfPrompt; ++i) {
    filters.push_back(nn::unsqueeze(
        mlp(scope / "output_hypernetworks_mlps" / i, nn::pick(y.tokens, 1 + i, 1)), 1));
  }
  const Value logits = nn::matmul_t(nn::concat(filters, 1), fine);
  return {y.tokens, in_rows(logits, height, width),
          mlp(scope / "iou_prediction_head", nn::pick(y.tokens, 0, 1))};
}

}  // namespace saa::sam
