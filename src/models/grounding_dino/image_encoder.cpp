#include "models/grounding_dino/image_encoder.h"

#include "nn/layers.h"

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

/// torch.nn.GroupNorm on tokens [1, L, C]: unit variance over the places and channels of a group.
Value group_norm(const Scope& scope, const Value& x) {
  nn::Builder& builder = x.builder();
  const Dim channels = x.dim(-1);
  const Value groups = nn::reshape(x, {1, -1, kGroups, channels / kGroups});
  const Value centred = groups - nn::mean(groups, {1, 3}, /*keep_axes=*/true);
  const Value variance = nn::mean(centred * centred, {1, 3}, /*keep_axes=*/true);
  const auto by_group = [&](std::string_view leaf) {
    return nn::reshape(nn::param(builder, scope, leaf, {channels}), {1, 1, kGroups, -1});
  };
  const Value scale = by_group("weight") / nn::sqrt(variance + kEpsilon);
  return nn::reshape(centred * scale + by_group("bias"), {1, -1, channels});
}

/// A 1x1 convolution, on tokens [1, L, I] -> [1, L, channels].
Value pointwise(const Scope& scope, const Value& x, Dim channels) {
  nn::Builder& builder = x.builder();
  const Value weight = nn::param(builder, scope, "weight", {channels, x.dim(-1), 1, 1});
  return nn::matmul_t(x, nn::reshape(weight, {channels, -1})) +
         nn::param(builder, scope, "bias", {channels});
}

/// The level beyond the backbone: half the size of its last stage, [1, L, I] -> [1, L', channels].
Value coarser(const Scope& scope, const Value& x, const Value& grid, Dim channels) {
  const Dim inputs = x.dim(-1);
  const Dim one = 1;
  const Value sizes = nn::concat({x.builder().constant(std::span(&one, 1), {1}), grid,
                                  x.builder().constant(std::span(&inputs, 1), {1})},
                                 0);
  // The second reshape changes nothing but that the number of channels is known.
  const Value rows = nn::reshape(nn::reshape(x, sizes), {1, 0, -1, inputs});
  const Value picture = nn::permute(rows, {0, 3, 1, 2});
  const nn::Conv2d options{.stride = {2, 2}, .padding = nn::Padding2d::all(1)};
  const Value y = nn::conv2d(scope, picture, channels, 3, options);
  return nn::permute(nn::reshape(y, {1, channels, -1}), {0, 2, 1});
}

}  // namespace

std::array<Value, kLevels> pyramid(const Scope& scope, const Value& picture,
                                   const std::array<Value, 4>& grids, const Config& config) {
  const std::array<Value, 3> stages = swin(scope / "backbone" / 0, picture, grids, config.backbone);
  const auto level = [&](Dim i) {
    const Scope projection = scope / "input_proj" / i;
    const Value y =
        i < 3 ? pointwise(projection / 0, stages[static_cast<std::size_t>(i)], config.hidden)
              : coarser(projection / 0, stages[2], grids[3], config.hidden);
    return group_norm(projection / 1, y);
  };
  return {level(0), level(1), level(2), level(3)};
}

}  // namespace saa::grounding_dino
