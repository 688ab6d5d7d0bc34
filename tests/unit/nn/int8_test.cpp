// Products with 8-bit weights, seen from the runtime.
#include "unit/nn/evaluate.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <saa/error.h>
#include <vector>

namespace saa::nn {
namespace {

std::vector<float> normal(std::size_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> distribution;
  std::vector<float> values(count);
  for (float& value : values) value = distribution(generator);
  return values;
}

/// x [3, inputs] times random weights [outputs, inputs], transposed.
std::vector<float> product(Dim outputs, Dim inputs, Precision precision) {
  const std::vector<float> x = normal(static_cast<std::size_t>(3 * inputs), 1);
  const std::vector<float> weights = normal(static_cast<std::size_t>(outputs * inputs), 2);
  const auto network = cpu_runtime().compile(
      "product",
      [&](Builder& builder) {
        const Value in = builder.input("x", DType::f32, {kDynamic, inputs});
        builder.output("y", matmul_t(in, builder.constant(weights, {outputs, inputs})));
      },
      {.threads = 1, .precision = precision});
  const std::vector<Tensor> found = network->run(std::vector<Tensor>{view(x, {3, inputs})});
  return {floats(found[0]).begin(), floats(found[0]).end()};
}

/// Root mean square of the differences, relative to that of the expected values.
double difference(const std::vector<float>& found, const std::vector<float>& expected) {
  double squares = 0;
  double whole = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    squares += std::pow(double(found[i]) - double(expected[i]), 2);
    whole += std::pow(double(expected[i]), 2);
  }
  return std::sqrt(squares / whole);
}

class Int8 : public ::testing::Test {
 protected:
  void SetUp() override {
    try {
      (void)product(256, 256, Precision::int8);
    } catch (const UnsupportedError& error) {
      EXPECT_NE(std::string(error.what()).find("use the precision f32"), std::string::npos);
      GTEST_SKIP() << error.what();
    }
  }
};

TEST_F(Int8, LargeProductsAreNearTheExactOnes) {
  const double error =
      difference(product(320, 512, Precision::int8), product(320, 512, Precision::f32));
  // Rounding to 127 steps of about four deviations costs 0.9 % in the weights and less in the
  // activations.
  EXPECT_LT(error, 0.02);
  EXPECT_GT(error, 1e-4) << "the weights were not quantised";
}

TEST_F(Int8, SmallProductsAreExact) {
  EXPECT_LT(difference(product(4, 256, Precision::int8), product(4, 256, Precision::f32)), 1e-6);
}

}  // namespace
}  // namespace saa::nn
