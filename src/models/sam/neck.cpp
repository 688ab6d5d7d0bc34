#include "models/sam/neck.h"

#include "models/sam/weight_shapes.h"
#include "nn/layers.h"

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

constexpr float kEpsilon = 1e-6F;

}  // namespace

Value neck(const Scope& scope, const Value& tokens) {
  const Dim channels = weight_dim(scope, "0.weight", 0);
  const Value picture = nn::permute(tokens, {0, 3, 1, 2});
  // LayerNorm2d is over the channels of a place: the last axis when channels lie last.
  const auto norm = [&](Dim index, const Value& x) {
    return nn::permute(nn::layer_norm(scope / index, nn::permute(x, {0, 2, 3, 1}), kEpsilon),
                       {0, 3, 1, 2});
  };
  const Value narrow = norm(1, nn::conv2d(scope / 0, picture, channels, 1, {}, nn::Bias::without));
  return norm(3, nn::conv2d(scope / 2, narrow, channels, 3, {.padding = nn::Padding2d::all(1)},
                            nn::Bias::without));
}

}  // namespace saa::sam
