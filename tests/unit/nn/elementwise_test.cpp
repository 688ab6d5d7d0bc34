#include "unit/nn/evaluate.h"

#include <cmath>
#include <gtest/gtest.h>

namespace saa::nn {
namespace {

struct UnaryCase {
  const char* name;
  Value (*ours)(const Value&);
  double (*expected)(double);
};

class UnaryOperation : public testing::TestWithParam<UnaryCase> {};

TEST_P(UnaryOperation, AgreesWithTheFormula) {
  Array x = random_array({3, 7}, 1);
  if (std::string(GetParam().name) == "log" || std::string(GetParam().name) == "sqrt") {
    for (float& value : x.values) value = std::abs(value) + 0.01F;
  }
  Array expected = x;
  for (float& value : expected.values) value = static_cast<float>(GetParam().expected(value));
  expect_near(evaluate({x}, [](const auto& in) { return GetParam().ours(in[0]); }), expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, UnaryOperation,
    testing::Values(
        UnaryCase{"relu", relu, [](double x) { return x > 0 ? x : 0; }},
        UnaryCase{"relu6", [](const Value& x) { return relu6(x * 5.0F); },
                  [](double x) { return std::clamp(5 * x, 0.0, 6.0); }},
        UnaryCase{"gelu", gelu,
                  [](double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); }},
        UnaryCase{"silu", silu, [](double x) { return x / (1 + std::exp(-x)); }},
        UnaryCase{"sigmoid", sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }},
        UnaryCase{"tanh", [](const Value& x) { return tanh(x); },
                  [](double x) { return std::tanh(x); }},
        UnaryCase{"sin", [](const Value& x) { return sin(x * 3.0F); },
                  [](double x) { return std::sin(3 * x); }},
        UnaryCase{"exp", [](const Value& x) { return exp(x); },
                  [](double x) { return std::exp(x); }},
        UnaryCase{"log", [](const Value& x) { return log(x); },
                  [](double x) { return std::log(x); }},
        UnaryCase{"sqrt", [](const Value& x) { return sqrt(x); },
                  [](double x) { return std::sqrt(x); }},
        UnaryCase{"negative", [](const Value& x) { return -x; }, [](double x) { return -x; }}),
    [](const auto& test) { return std::string(test.param.name); });

struct BinaryCase {
  const char* name;
  Value (*ours)(const Value&, const Value&);
  double (*expected)(double, double);
};

class BinaryOperation : public testing::TestWithParam<BinaryCase> {};

/// a [2, 3, 4] with b [3, 1]: b is spread over the first and the last axis.
TEST_P(BinaryOperation, BroadcastsAsNumpy) {
  const Array a = random_array({2, 3, 4}, 1);
  Array b = random_array({3, 1}, 2);
  b.values[0] = a.values[1];  // so that `equal` holds somewhere
  Array expected = a;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    expected.values[i] = static_cast<float>(GetParam().expected(a.values[i], b.values[i / 4 % 3]));
  }
  expect_near(evaluate({a, b}, [](const auto& in) { return GetParam().ours(in[0], in[1]); }),
              expected);
}

Value as_number(const Value& condition) { return cast(condition, DType::f32); }

INSTANTIATE_TEST_SUITE_P(
    All, BinaryOperation,
    testing::Values(
        BinaryCase{"add", [](const Value& a, const Value& b) { return a + b; },
                   [](double a, double b) { return a + b; }},
        BinaryCase{"subtract", [](const Value& a, const Value& b) { return a - b; },
                   [](double a, double b) { return a - b; }},
        BinaryCase{"multiply", [](const Value& a, const Value& b) { return a * b; },
                   [](double a, double b) { return a * b; }},
        BinaryCase{"divide", [](const Value& a, const Value& b) { return a / (b * b + 1.0F); },
                   [](double a, double b) { return a / (b * b + 1); }},
        BinaryCase{"maximum", maximum, [](double a, double b) { return std::max(a, b); }},
        BinaryCase{"minimum", minimum, [](double a, double b) { return std::min(a, b); }},
        BinaryCase{"greater",
                   [](const Value& a, const Value& b) { return as_number(greater(a, b)); },
                   [](double a, double b) { return a > b ? 1.0 : 0.0; }},
        BinaryCase{"equal", [](const Value& a, const Value& b) { return as_number(equal(a, b)); },
                   [](double a, double b) { return a == b ? 1.0 : 0.0; }},
        BinaryCase{"select",
                   [](const Value& a, const Value& b) { return select(greater(a, b), a, -b); },
                   [](double a, double b) { return a > b ? a : -b; }}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Elementwise, TakesNumbersBesideAValue) {
  const Array x = random_array({5}, 3);
  Array expected = x;
  for (float& v : expected.values) v = std::pow((v * 2.0F - 1.0F) / 4.0F + 3.0F, 2.0F);
  expect_near(
      evaluate({x},
               [](const auto& in) { return power((in[0] * 2.0F - 1.0F) / 4.0F + 3.0F, 2.0F); }),
      expected);
}

TEST(Elementwise, ClampBoundsOnBothSides) {
  const Array x{{4}, {-3.0F, -0.5F, 0.25F, 9.0F}};
  expect_near(evaluate({x}, [](const auto& in) { return clamp(in[0], -1.0F, 2.0F); }),
              {{4}, {-1.0F, -0.5F, 0.25F, 2.0F}});
}

}  // namespace
}  // namespace saa::nn
