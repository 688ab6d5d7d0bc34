#include "nn/feed_forward.h"

#include "unit/nn/evaluate.h"

#include <gtest/gtest.h>

namespace saa::nn {
namespace {

constexpr float kEpsilon = 0.1F;  // large enough to be seen

std::vector<Array> arrays(Dim places, Dim channels, Dim hidden) {
  return {random_array({1, places, channels}, 1),
          random_array({channels}, 2),
          random_array({channels}, 3),
          random_array({hidden, channels}, 4),
          random_array({hidden}, 5),
          random_array({channels, hidden}, 6),
          random_array({channels}, 7)};
}

FeedForward layers_of(const std::vector<Value>& in) {
  return {in[1], in[2], in[3], in[4], in[5], in[6], kEpsilon};
}

Value fused(const std::vector<Value>& in) { return feed_forward(in[0], layers_of(in)); }

Value fused_norm_last(const std::vector<Value>& in) {
  return feed_forward_norm_last(in[0], layers_of(in));
}

Value layered(const std::vector<Value>& in) {
  const Value wide = matmul_t(layer_norm(in[0], in[1], in[2], kEpsilon), in[3]) + in[4];
  return in[0] + matmul_t(gelu(wide), in[5]) + in[6];
}

Value layered_norm_last(const std::vector<Value>& in) {
  const Value wide = relu(matmul_t(in[0], in[3]) + in[4]);
  return layer_norm(in[0] + matmul_t(wide, in[5]) + in[6], in[1], in[2], kEpsilon);
}

void expect_same(Dim places, Dim channels, Dim hidden) {
  SCOPED_TRACE(testing::Message() << places << " places, " << channels << " to " << hidden);
  const std::vector<Array> inputs = arrays(places, channels, hidden);
  // Sums of some hundred products of a few units, in another order.
  expect_near(evaluate_static(inputs, fused), evaluate_static(inputs, layered), 2e-3);
  expect_near(evaluate_static(inputs, fused_norm_last), evaluate_static(inputs, layered_norm_last),
              2e-3);
}

TEST(FeedForward, IsItsLayersOneAfterAnother) { expect_same(200, 32, 128); }

TEST(FeedForward, TakesAnyNumberOfPlacesAndChannels) {
  expect_same(1, 16, 64);
  expect_same(73, 5, 11);
  expect_same(145, 37, 41);
  expect_same(75, 20, 530);
}

TEST(FeedForward, ThreadsChangeNothing) {
  const std::vector<Array> inputs = arrays(500, 24, 300);
  const auto answer = [&](int threads) {
    const auto network = cpu_runtime().compile(
        "feed-forward",
        [&](Builder& builder) {
          std::vector<Value> in = {builder.input("x", DType::f32, inputs[0].shape)};
          for (std::size_t i = 1; i < inputs.size(); ++i) {
            in.push_back(builder.constant(inputs[i].values, inputs[i].shape));
          }
          builder.output("y", fused(in));
        },
        {.threads = threads});
    return copied(network->run(std::vector<Tensor>{view(inputs[0].values, inputs[0].shape)})[0]);
  };
  const Array alone = answer(1);
  for (const int threads : {2, 3, 8}) EXPECT_EQ(answer(threads).values, alone.values) << threads;
}

TEST(FeedForward, RefusesLayersThatDoNotFollowOneAnother) {
  std::vector<Array> inputs = arrays(3, 4, 8);
  inputs[5] = random_array({4, 7}, 1);
  EXPECT_THROW((void)evaluate_static(inputs, fused), std::logic_error);
  EXPECT_THROW((void)evaluate_static(inputs, fused_norm_last), std::logic_error);
}

}  // namespace
}  // namespace saa::nn
