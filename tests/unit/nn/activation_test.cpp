#include "nn/activation.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace saa::nn {
namespace {

double exact(double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); }

/// What the header promises: 1e-7, or the last bit of a float of that size.
double tolerance(double x) {
  return std::max(1e-7, std::abs(x) * double(std::numeric_limits<float>::epsilon()));
}

TEST(Gelu, IsExactOverTheWholeRange) {
  std::vector<float> values;
  for (int x = -20000; x < 20000; ++x) values.push_back(float(x) / 1000);
  const std::vector<float> before = values;
  gelu_in_place(values.data(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_NEAR(values[i], exact(before[i]), tolerance(before[i])) << "of " << before[i];
  }
}

TEST(Gelu, IsNothingOrTheValueItselfFarOut) {
  std::vector<float> values = {-1e30F, -1000.0F, 0.0F, 1000.0F, 1e30F};
  gelu_in_place(values.data(), values.size());
  EXPECT_NEAR(values[0], 0.0, 1e6);  // 1e30 times what is left of 1 - erf: 2^-81
  EXPECT_NEAR(values[1], 0.0, 1e-12);
  EXPECT_EQ(values[2], 0.0F);
  EXPECT_EQ(values[3], 1000.0F);
  EXPECT_EQ(values[4], 1e30F);
}

TEST(Gelu, KeepsWhatIsNoNumber) {
  float value = std::numeric_limits<float>::quiet_NaN();
  gelu_in_place(&value, 1);
  EXPECT_TRUE(std::isnan(value));
  std::vector<float> values(100, 1.0F);  // whole vectors, some at a time
  values[40] = value;
  gelu_in_place(values.data(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(std::isnan(values[i]), i == 40) << i;
}

TEST(Gelu, TakesASumAndCountsThatFillNoWholeVector) {
  for (const std::size_t count : {1U, 3U, 7U, 17U, 31U}) {
    std::vector<float> values(count + 1, 0.5F);
    const std::vector<float> other(count, 0.25F);
    gelu_of_sum(values.data(), other.data(), count);
    for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(values[i], exact(0.75), 1e-7);
    EXPECT_EQ(values[count], 0.5F) << "beyond the end";
  }
}

TEST(Relu, LeavesWhatIsAboveZeroAndWhatIsNoNumber) {
  for (const std::size_t count : {1U, 7U, 16U, 50U}) {
    std::vector<float> values(count + 1);
    for (std::size_t i = 0; i < count; ++i) values[i] = float(i % 5) - 2.0F;
    values[count / 2] = std::numeric_limits<float>::quiet_NaN();
    values[count] = -3.0F;
    relu_in_place(values.data(), count);
    for (std::size_t i = 0; i < count; ++i) {
      if (i == count / 2) {
        EXPECT_TRUE(std::isnan(values[i]));
      } else {
        EXPECT_EQ(values[i], std::max(float(i % 5) - 2.0F, 0.0F));
      }
    }
    EXPECT_EQ(values[count], -3.0F) << "beyond the end";
  }
}

}  // namespace
}  // namespace saa::nn
