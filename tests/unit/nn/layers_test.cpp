#include "nn/layers.h"

#include "unit/nn/evaluate.h"

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <saa/error.h>

namespace saa::nn {
namespace {

/// A checkpoint in memory.
class Checkpoint {
 public:
  void add(const std::string& key, Array array) {
    auto owner = std::make_shared<Array>(std::move(array));
    tensors_[key] = {DType::f32, owner->shape, std::as_bytes(std::span(owner->values)), owner};
  }
  void add_half(const std::string& key, const Dims& shape, std::vector<std::uint16_t> bits) {
    auto owner = std::make_shared<std::vector<std::uint16_t>>(std::move(bits));
    tensors_[key] = {DType::f16, shape, std::as_bytes(std::span(*owner)), owner};
  }
  [[nodiscard]] StateDict dict() const { return {"test.pth", tensors_}; }

 private:
  std::map<std::string, Tensor, std::less<>> tensors_;
};

TEST(Layers, LinearReadsItsWeightAndBias) {
  Checkpoint checkpoint;
  checkpoint.add("fc.weight", {{2, 3}, {1, 2, 3, 4, 5, 6}});
  checkpoint.add("fc.bias", {{2}, {0.5F, -0.5F}});
  const StateDict weights = checkpoint.dict();
  const Array x{{1, 3}, {1, 0, -1}};
  expect_near(
      evaluate_static({x}, [&](const auto& in) { return linear(Scope(weights) / "fc", in[0], 2); }),
      {{1, 2}, {-1.5F, -2.5F}});
  expect_near(evaluate_static({x},
                              [&](const auto& in) {
                                return linear(Scope(weights) / "fc", in[0], 2, Bias::without);
                              }),
              {{1, 2}, {-2, -2}});
  EXPECT_TRUE(weights.unread({}).empty());
}

TEST(Layers, ConvolutionAddsItsBiasToEveryPixelOfAChannel) {
  Checkpoint checkpoint;
  checkpoint.add("c.weight", {{2, 1, 1, 1}, {2, -1}});
  checkpoint.add("c.bias", {{2}, {10, 20}});
  checkpoint.add("t.weight", {{1, 1, 2, 2}, {1, 2, 3, 4}});
  checkpoint.add("t.bias", {{1}, {5}});
  const StateDict weights = checkpoint.dict();
  const Array x{{1, 1, 1, 2}, {1, 3}};
  expect_near(evaluate_static(
                  {x}, [&](const auto& in) { return conv2d(Scope(weights) / "c", in[0], 2, 1); }),
              {{1, 2, 1, 2}, {12, 16, 19, 17}});
  expect_near(evaluate_static(
                  {x},
                  [&](const auto& in) {
                    return conv_transpose2d(Scope(weights) / "t", in[0], 1, 2, {.stride = {2, 2}});
                  }),
              {{1, 1, 2, 4}, {6, 7, 8, 11, 8, 9, 14, 17}});
}

TEST(Layers, BatchNormUsesTheRunningStatistics) {
  Checkpoint checkpoint;
  checkpoint.add("bn.weight", {{2}, {2, 0.5F}});
  checkpoint.add("bn.bias", {{2}, {1, -1}});
  checkpoint.add("bn.running_mean", {{2}, {3, -2}});
  checkpoint.add("bn.running_var", {{2}, {3.9F, 0.15F}});
  const StateDict weights = checkpoint.dict();
  const Array x{{1, 2, 1, 2}, {5, 3, 0, -2}};
  expect_near(
      evaluate_static(
          {x}, [&](const auto& in) { return batch_norm(Scope(weights) / "bn", in[0], 0.1F); }),
      {{1, 2, 1, 2}, {3, 1, 1, -1}});
}

TEST(Layers, LayerNormReadsItsParameters) {
  Checkpoint checkpoint;
  checkpoint.add("n.weight", {{2}, {2, 3}});
  checkpoint.add("n.bias", {{2}, {1, -1}});
  const StateDict weights = checkpoint.dict();
  expect_near(evaluate_static(
                  {{{1, 2}, {1, 3}}},
                  [&](const auto& in) { return layer_norm(Scope(weights) / "n", in[0], 1e-12F); }),
              {{1, 2}, {-1, 2}});
}

TEST(Layers, WidenHalfPrecisionParameters) {
  Checkpoint checkpoint;
  checkpoint.add_half("p", {2}, {0x3C00, 0xC100});  // 1 and -2.5
  const StateDict weights = checkpoint.dict();
  expect_near(evaluate_static({{{2}, {10, 10}}},
                              [&](const auto& in) {
                                return in[0] * param(in[0].builder(), Scope(weights), "p", {2});
                              }),
              {{2}, {10, -25}});
}

TEST(Layers, RefuseAWrongShapeNamingKeyAndBothShapes) {
  Checkpoint checkpoint;
  checkpoint.add("head.fc.weight", {{2, 3}, {1, 2, 3, 4, 5, 6}});
  const StateDict weights = checkpoint.dict();
  try {
    (void)evaluate_static({{{1, 3}, {0, 0, 0}}}, [&](const auto& in) {
      return linear(Scope(weights) / "head" / "fc", in[0], 4, Bias::without);
    });
    FAIL() << "the shape was taken";
  } catch (const WeightsError& error) {
    EXPECT_EQ(std::string(error.what()), "test.pth: head.fc.weight: shape [2, 3], expected [4, 3]");
  }
}

}  // namespace
}  // namespace saa::nn
