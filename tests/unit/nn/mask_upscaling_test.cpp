#include "nn/mask_upscaling.h"

#include "unit/nn/evaluate.h"

#include <array>
#include <gtest/gtest.h>

namespace saa::nn {
namespace {

constexpr float kEpsilon = 0.1F;  // large enough to be seen

struct Case {
  Dim prompts, height, width, inputs, channels, depth, masks;
};

/// Places, then the two transposed convolutions' weights [I, O, 2, 2] with the norm between them,
/// then the filters.
std::vector<Array> arrays(const Case& c) {
  return {random_array({c.prompts, c.height * c.width, c.inputs}, 1),
          random_array({c.inputs, c.channels, 2, 2}, 2),
          random_array({c.channels}, 3),
          random_array({c.channels}, 4),
          random_array({c.channels}, 5),
          random_array({c.channels, c.depth, 2, 2}, 6),
          random_array({c.depth}, 7),
          random_array({c.prompts, c.masks, c.depth}, 8)};
}

/// A transposed convolution as a linear layer, as mask_upscaling() wants it.
Value split_weight(const Value& weight) {
  return reshape(permute(weight, {2, 3, 1, 0}), {4 * weight.dim(1), weight.dim(0)});
}
Value four_times(const Value& bias) { return concat({bias, bias, bias, bias}, 0); }

Value fused(const std::vector<Value>& in, const Case& c) {
  const std::array grid = {c.height, c.width};
  return mask_upscaling(in[0],
                        {split_weight(in[1]), four_times(in[2]), in[3], in[4], split_weight(in[5]),
                         four_times(in[6]), kEpsilon},
                        in[7], in[0].builder().constant(std::span<const Dim>(grid), {2}));
}

/// By transposed convolutions of pictures, as the official MaskDecoder.
Value layered(const std::vector<Value>& in, const Case& c) {
  const auto per_channel = [](const Value& bias) { return reshape(bias, {1, bias.dim(0), 1, 1}); };
  const ConvTranspose2d twice{.stride = {2, 2}};
  const Value places = permute(in[0], {0, 2, 1});
  const Value picture = reshape(places, {c.prompts, c.inputs, c.height, c.width});
  Value y = conv_transpose2d(picture, in[1], twice) + per_channel(in[2]);
  y = layer_norm(permute(y, {0, 2, 3, 1}), in[3], in[4], kEpsilon);
  y = gelu(conv_transpose2d(permute(gelu(y), {0, 3, 1, 2}), in[5], twice) + per_channel(in[6]));
  return matmul(in[7], reshape(y, {c.prompts, c.depth, 16 * c.height * c.width}));
}

void expect_same(const Case& c) {
  SCOPED_TRACE(testing::Message() << c.prompts << " x " << c.height << " x " << c.width << ", "
                                  << c.inputs << " to " << c.channels << " to " << c.depth);
  const std::vector<Array> inputs = arrays(c);
  // Sums of some hundred products of a few units, in another order.
  expect_near(evaluate_static(inputs, [&](const auto& in) { return fused(in, c); }),
              evaluate_static(inputs, [&](const auto& in) { return layered(in, c); }), 2e-3);
}

TEST(MaskUpscaling, IsItsLayersOneAfterAnother) { expect_same({2, 7, 9, 32, 16, 8, 4}); }

TEST(MaskUpscaling, TakesGridsAndChannelsOfAnySize) {
  expect_same({1, 1, 1, 16, 8, 4, 1});
  expect_same({3, 2, 50, 5, 3, 7, 4});
  expect_same({1, 13, 4, 20, 17, 9, 5});
}

TEST(MaskUpscaling, RefusesAGridOfOtherPlaces) {
  const Case c{1, 4, 5, 8, 8, 8, 4};
  const Case other{1, 5, 5, 8, 8, 8, 4};
  EXPECT_THROW((void)evaluate_static(arrays(c), [&](const auto& in) { return fused(in, other); }),
               std::exception);
}

}  // namespace
}  // namespace saa::nn
