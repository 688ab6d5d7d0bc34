#include "nn/add_norm.h"

#include "unit/nn/evaluate.h"

#include <gtest/gtest.h>

namespace saa::nn {
namespace {

/// Against a sum and a layer norm, which are tested themselves.
void expect_norm_of_sum(const Dims& shape) {
  const Array x = random_array(shape, 1);
  const Array y = random_array(shape, 2);
  const Array weight = random_array({shape.back()}, 3);
  const Array bias = random_array({shape.back()}, 4);
  const auto tensor = [](const Array& a) { return view(a.values, a.shape); };
  const StateDict weights("test.pth", {{"n.weight", tensor(weight)}, {"n.bias", tensor(bias)}});
  constexpr float kEpsilon = 0.1F;  // large enough to be seen
  expect_near(evaluate_static({x, y},
                              [&](const auto& in) {
                                return add_norm(Scope(weights, "n"), in[0], in[1], kEpsilon);
                              }),
              evaluate_static({x, y, weight, bias}, [](const auto& in) {
                return layer_norm(in[0] + in[1], in[2], in[3], kEpsilon);
              }));
}

TEST(AddNorm, IsTheLayerNormOfTheSum) { expect_norm_of_sum({1, 300, 256}); }

TEST(AddNorm, TakesChannelsThatFillNoWholeVector) {
  expect_norm_of_sum({2, 3, 5});
  expect_norm_of_sum({7, 37});
}

TEST(AddNorm, RefusesValuesOfTwoShapes) {
  const Array x = random_array({2, 4}, 1);
  const Array y = random_array({3, 4}, 1);
  const Array four = random_array({4}, 1);
  const auto tensor = view(four.values, four.shape);
  const StateDict norm("test.pth", {{"weight", tensor}, {"bias", tensor}});
  EXPECT_THROW(
      (void)evaluate_static(
          {x, y}, [&](const auto& in) { return add_norm(Scope(norm), in[0], in[1], 1e-5F); }),
      std::logic_error);
}

}  // namespace
}  // namespace saa::nn
