// Operations along axes, and those that only move values.
#include "nn/window.h"
#include "unit/nn/evaluate.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

namespace saa::nn {
namespace {

/// 0, 1, 2, …: every element tells where it came from.
Array counted(const Dims& shape) {
  Array array = random_array(shape, 0);
  std::iota(array.values.begin(), array.values.end(), 0.0F);
  return array;
}

TEST(Axis, SoftmaxSumsToOneAlongItsAxis) {
  const Array x = random_array({2, 3, 4}, 1);
  Array expected = x;
  for (std::size_t b = 0; b < 2; ++b) {
    for (std::size_t j = 0; j < 4; ++j) {
      double total = 0;
      for (std::size_t i = 0; i < 3; ++i) total += std::exp(double(x.values[(b * 3 + i) * 4 + j]));
      for (std::size_t i = 0; i < 3; ++i) {
        float& value = expected.values[(b * 3 + i) * 4 + j];
        value = static_cast<float>(std::exp(double(value)) / total);
      }
    }
  }
  expect_near(evaluate({x}, [](const auto& in) { return softmax(in[0], 1); }), expected);
  expect_near(evaluate({x}, [](const auto& in) { return softmax(in[0], -2); }), expected);
}

TEST(Axis, LayerNormCentresAndScalesTheLastAxis) {
  const Array x = random_array({3, 6}, 1);
  const Array weight = random_array({6}, 2);
  const Array bias = random_array({6}, 3);
  constexpr float kEpsilon = 0.1F;  // large enough to be seen
  Array expected = x;
  for (std::size_t i = 0; i < 3; ++i) {
    double mean = 0;
    double variance = 0;
    for (std::size_t j = 0; j < 6; ++j) mean += x.values[i * 6 + j] / 6.0;
    for (std::size_t j = 0; j < 6; ++j) {
      variance += (x.values[i * 6 + j] - mean) * (x.values[i * 6 + j] - mean) / 6.0;
    }
    for (std::size_t j = 0; j < 6; ++j) {
      const double unit = (x.values[i * 6 + j] - mean) / std::sqrt(variance + double(kEpsilon));
      expected.values[i * 6 + j] = static_cast<float>(unit * weight.values[j] + bias.values[j]);
    }
  }
  expect_near(
      evaluate_static({x, weight, bias},
                      [](const auto& in) { return layer_norm(in[0], in[1], in[2], kEpsilon); }),
      expected);
}

TEST(Axis, ReductionsDropOrKeepTheirAxes) {
  const Array x{{2, 2, 2}, {1, 5, 2, 6, 3, 7, 4, 9}};
  expect_near(evaluate({x},
                       [](const auto& in) {
                         return mean(in[0], {0, 2});
                       }),
              {{2}, {4.0F, 5.25F}});
  expect_near(evaluate({x}, [](const auto& in) { return sum(in[0], {-1}, true); }),
              {{2, 2, 1}, {6, 8, 10, 13}});
  expect_near(evaluate({x}, [](const auto& in) { return max(in[0], {1}); }),
              {{2, 2}, {2, 6, 4, 9}});
  expect_near(evaluate({x}, [](const auto& in) { return min(in[0], {0}); }),
              {{2, 2}, {1, 5, 2, 6}});
}

TEST(Shape, ReshapeKeepsZerosAndWorksOutMinusOne) {
  const Array x = counted({2, 6, 5});
  const Array found = evaluate({x}, [](const auto& in) { return reshape(in[0], {0, 2, -1, 5}); });
  expect_near(found, {{2, 2, 3, 5}, x.values});
}

TEST(Shape, PermuteMovesAxes) {
  const Array x = counted({2, 3, 4});
  Array expected{{4, 2, 3}, {}};
  for (int k = 0; k < 4; ++k) {
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 3; ++j) expected.values.push_back(float((i * 3 + j) * 4 + k));
    }
  }
  expect_near(evaluate({x}, [](const auto& in) { return permute(in[0], {2, 0, 1}); }), expected);
}

TEST(Shape, UnsqueezeAddsAnAxisAnywhereWithOpenSizes) {
  const Array x = counted({2, 3});
  expect_near(evaluate({x}, [](const auto& in) { return unsqueeze(in[0], 1); }),
              {{2, 1, 3}, x.values});
  expect_near(evaluate({x}, [](const auto& in) { return unsqueeze(in[0], -1); }),
              {{2, 3, 1}, x.values});
}

TEST(Shape, ConcatJoinsAlongTheAxis) {
  const Array a = counted({2, 1});
  const Array b = counted({2, 2});
  expect_near(evaluate({a, b},
                       [](const auto& in) {
                         return concat({in[0], in[1]}, -1);
                       }),
              {{2, 3}, {0, 0, 1, 1, 2, 3}});
}

TEST(Shape, SliceCutsAndCountsFromTheEnd) {
  const Array x = counted({3, 4});
  expect_near(evaluate({x},
                       [](const auto& in) {
                         return slice(in[0], {0, 1}, {1, -3}, {3, 99});
                       }),
              {{2, 3}, {5, 6, 7, 9, 10, 11}});
}

TEST(Shape, GatherTakesPlacesOfAnAxis) {
  const Array x = counted({3, 2});
  expect_near(evaluate({x},
                       [](const auto& in) {
                         return gather(in[0], {2, 0, 2, 1}, {2, 2});
                       }),
              {{2, 2, 2}, {4, 5, 0, 1, 4, 5, 2, 3}});
  const Array found = evaluate({x}, [](const auto& in) {
    const auto [left, right] = unbind<2>(in[0], 1);
    return right - left * 10.0F;
  });
  expect_near(found, {{3}, {1, -17, -35}});
}

TEST(Shape, PadPutsZerosAround) {
  const Array x{{1, 2}, {1, 2}};
  expect_near(evaluate({x},
                       [](const auto& in) {
                         return pad(in[0], {1, 0}, {0, 2});
                       }),
              {{2, 4}, {0, 0, 0, 0, 1, 2, 0, 0}});
}

TEST(Shape, BroadcastRepeatsAxesOfSizeOne) {
  const Array x{{2, 1}, {1, 2}};
  expect_near(evaluate({x},
                       [](const auto& in) {
                         return broadcast(in[0], {2, 3});
                       }),
              {{2, 3}, {1, 1, 1, 2, 2, 2}});
}

TEST(Shape, TakesSizesThatTheHostGivesForEachRun) {
  const auto network =
      cpu_runtime().compile("sizes",
                            [](Builder& builder) {
                              const Value x = builder.input("x", DType::f32, {kDynamic, kDynamic});
                              const Value before = builder.input("before", DType::i64, {2});
                              const Value target = builder.input("target", DType::i64, {3});
                              builder.output("y", reshape(pad(x, before, {0, 0}), target));
                            },
                            {.threads = 1});
  const Array x = counted({2, 3});
  for (const Dim rows : {0, 2}) {
    const Dims before = {rows, 1};
    const Dims target = {2, (rows + 2) / 2, 4};
    const std::vector<Tensor> result = network->run(
        std::vector<Tensor>{view(x.values, x.shape), view(before, {2}), view(target, {3})});
    EXPECT_EQ(result[0].shape, target);
    const std::span<const float> values = floats(result[0]);
    EXPECT_EQ(values[values.size() - 1], 5.0F);
    EXPECT_EQ(values[values.size() - 4], 0.0F);
  }
}

TEST(Window, PartitionPadsBelowAndRightAndMergeUndoesIt) {
  const Array x = counted({1, 3, 4, 1});
  const Array tiles =
      evaluate_static({x}, [](const auto& in) { return window_partition(in[0], 3); });
  expect_near(tiles, {{2, 3, 3, 1}, {0, 1, 2, 4, 5, 6, 8, 9, 10, 3, 0, 0, 7, 0, 0, 11, 0, 0}});
  expect_near(evaluate_static({x},
                              [](const auto& in) {
                                const Value cut = window_partition(in[0], 3);
                                return window_merge(cut, in[0].template dims<4>());
                              }),
              x);
}

TEST(Axis, TopKFallsAndTakesEqualsFromTheFront) {
  const Array scores{{7}, {1, 5, -2, 5, 3, 5, -INFINITY}};
  const auto places = [](Dim count) {
    return [count](const std::vector<Value>& in) { return cast(top_k(in[0], count), DType::f32); };
  };
  expect_near(evaluate({scores}, places(4)), {{4}, {1, 3, 5, 4}});
  expect_near(evaluate({scores}, places(6)), {{6}, {1, 3, 5, 4, 0, 2}});
}

TEST(Value, KnowsItsSizesAndRefusesWhatIsNotThere) {
  (void)cpu_runtime().compile("value",
                              [](Builder& builder) {
                                const Value x = builder.input("x", DType::f32, {2, kDynamic});
                                EXPECT_EQ(x.dim(-1), kDynamic);
                                EXPECT_EQ(x.dim(0), 2);
                                EXPECT_THROW((void)x.dim(2), std::logic_error);
                                EXPECT_THROW((void)x.dims<2>(), std::logic_error);
                                const Value fixed = reshape(x, {3, 4});
                                EXPECT_EQ((fixed.dims<2>()), (std::array<Dim, 2>{3, 4}));
                                EXPECT_THROW((void)fixed.dims<3>(), std::logic_error);
                                EXPECT_THROW((void)matmul(fixed, fixed), std::logic_error);
                                builder.output("y", fixed);
                              },
                              {.threads = 1});
}

}  // namespace
}  // namespace saa::nn
