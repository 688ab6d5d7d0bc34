#include "nn/depthwise_convolution.h"

#include "unit/nn/evaluate.h"

#include <gtest/gtest.h>

namespace saa::nn {
namespace {

/// The runtime's convolution in as many groups as channels, which product_test.cpp tests.
Value with_last_channels(const Value& x, const Value& weight, const Value& bias) {
  const Dim channels = x.dim(3);
  const Conv2d options{.padding = Padding2d::all(1), .groups = channels};
  const Value y = conv2d(permute(x, {0, 3, 1, 2}), reshape(weight, {channels, 1, 3, 3}), options);
  return permute(y, {0, 2, 3, 1}) + bias;
}

void expect_same_as_the_runtime(Dim height, Dim width, Dim channels) {
  SCOPED_TRACE(testing::Message() << height << " x " << width << ", " << channels << " channels");
  const std::vector<Array> inputs = {random_array({1, height, width, channels}, 1),
                                     random_array({channels, 3, 3}, 2),
                                     random_array({channels}, 3)};
  expect_near(
      evaluate_static(inputs,
                      [](const auto& in) { return depthwise_convolution(in[0], in[1], in[2]); }),
      evaluate_static(inputs,
                      [](const auto& in) { return with_last_channels(in[0], in[1], in[2]); }));
}

TEST(DepthwiseConvolution, FiltersEachChannelByItself) { expect_same_as_the_runtime(9, 14, 32); }

TEST(DepthwiseConvolution, SeesZerosAroundPicturesOfAnySize) {
  for (const Dim height : {1, 2, 3}) {
    for (const Dim width : {1, 2, 3, 5, 6}) expect_same_as_the_runtime(height, width, 16);
  }
}

TEST(DepthwiseConvolution, TakesChannelsThatFillNoWholeVector) {
  for (const Dim channels : {1, 5, 20, 37}) expect_same_as_the_runtime(4, 9, channels);
}

TEST(DepthwiseConvolution, RefusesFiltersOfOtherChannels) {
  const std::vector<Array> inputs = {random_array({1, 3, 3, 4}, 1), random_array({5, 3, 3}, 2),
                                     random_array({4}, 3)};
  EXPECT_THROW(
      (void)evaluate_static(
          inputs, [](const auto& in) { return depthwise_convolution(in[0], in[1], in[2]); }),
      std::logic_error);
}

}  // namespace
}  // namespace saa::nn
