#include "nn/inverted_bottleneck.h"

#include "unit/nn/evaluate.h"

#include <gtest/gtest.h>

namespace saa::nn {
namespace {

struct Case {
  Dim height, width, inputs, hidden, outputs, stride;
  bool shortcut;
};

std::vector<Array> arrays(const Case& c) {
  return {random_array({1, c.height, c.width, c.inputs}, 1),
          random_array({c.hidden, c.inputs}, 2),
          random_array({c.hidden}, 3),
          random_array({c.hidden, 3, 3}, 4),
          random_array({c.hidden}, 5),
          random_array({c.outputs, c.hidden}, 6),
          random_array({c.outputs}, 7)};
}

Value fused(const std::vector<Value>& in, const Case& c) {
  return inverted_bottleneck(in[0], {in[1], in[2], in[3], in[4], in[5], in[6]}, c.stride,
                             c.shortcut);
}

/// Convolution by convolution.
Value layered(const std::vector<Value>& in, const Case& c) {
  const auto per_channel = [](const Value& bias) { return reshape(bias, {1, bias.dim(0), 1, 1}); };
  const Value x = permute(in[0], {0, 3, 1, 2});
  Value y = conv2d(x, reshape(in[1], {c.hidden, c.inputs, 1, 1})) + per_channel(in[2]);
  const Conv2d filters{
      .stride = {c.stride, c.stride}, .padding = Padding2d::all(1), .groups = c.hidden};
  y = conv2d(gelu(y), reshape(in[3], {c.hidden, 1, 3, 3}), filters) + per_channel(in[4]);
  y = conv2d(gelu(y), reshape(in[5], {c.outputs, c.hidden, 1, 1})) + per_channel(in[6]);
  return permute(c.shortcut ? gelu(y + x) : y, {0, 2, 3, 1});
}

void expect_same(const Case& c) {
  SCOPED_TRACE(testing::Message() << c.height << " x " << c.width << ", " << c.inputs << " to "
                                  << c.hidden << " to " << c.outputs << ", stride " << c.stride);
  const std::vector<Array> inputs = arrays(c);
  // Sums of some hundred products of a few units, in another order.
  expect_near(evaluate_static(inputs, [&](const auto& in) { return fused(in, c); }),
              evaluate_static(inputs, [&](const auto& in) { return layered(in, c); }), 2e-3);
}

TEST(InvertedBottleneck, IsItsThreeConvolutions) {
  expect_same({12, 19, 16, 32, 16, 1, true});
  expect_same({12, 19, 16, 32, 24, 1, false});
  expect_same({12, 19, 16, 32, 24, 2, false});
}

TEST(InvertedBottleneck, IsCutIntoTilesWithoutSeams) {
  expect_same({71, 139, 4, 8, 4, 1, true});
  expect_same({137, 271, 4, 8, 6, 2, false});
}

TEST(InvertedBottleneck, TakesPicturesOfAnySize) {
  for (const Dim height : {1, 2, 3}) {
    for (const Dim width : {1, 2, 5}) {
      expect_same({height, width, 8, 16, 8, 1, true});
      expect_same({height, width, 8, 16, 8, 2, false});
    }
  }
}

TEST(InvertedBottleneck, TakesChannelsThatFillNoWholeVector) {
  expect_same({5, 9, 3, 7, 3, 1, true});
  expect_same({5, 9, 5, 33, 37, 2, false});
}

TEST(InvertedBottleneck, RefusesWhatDoesNotFit) {
  const auto run = [](const Case& c) {
    return evaluate_static(arrays(c), [&](const auto& in) { return fused(in, c); });
  };
  EXPECT_THROW((void)run({4, 4, 3, 5, 4, 1, true}), std::logic_error);   // cannot be added
  EXPECT_THROW((void)run({4, 4, 3, 5, 3, 2, true}), std::logic_error);   // neither
  EXPECT_THROW((void)run({4, 4, 3, 5, 3, 3, false}), std::logic_error);  // no such stride
}

}  // namespace
}  // namespace saa::nn
