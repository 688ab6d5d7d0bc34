#include "nn/similarity.h"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <vector>

namespace saa::nn {
namespace {

std::vector<float> random_values(std::size_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(engine);
  return values;
}

std::vector<float> product(const Similarity& similarity, std::size_t m, std::size_t n,
                           std::size_t channels) {
  std::vector<float> out(m * n, -1.0F);
  similarity.multiply(random_values(m * channels, 1), m, random_values(n * channels, 2), n,
                      channels, out);
  return out;
}

TEST(Similarity, IsTheDotProductOfEveryPair) {
  const Similarity similarity(1);
  for (const auto& [m, n, channels] :
       {std::array<std::size_t, 3>{5, 7, 33}, {1, 1, 1}, {64, 3, 130}, {2, 200, 17}}) {
    const std::vector<float> a = random_values(m * channels, 1);
    const std::vector<float> b = random_values(n * channels, 2);
    const std::vector<float> found = product(similarity, m, n, channels);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        double expected = 0;
        for (std::size_t c = 0; c < channels; ++c) {
          expected += double(a[i * channels + c]) * double(b[j * channels + c]);
        }
        EXPECT_NEAR(found[i * n + j], expected, 1e-4) << i << ", " << j;
      }
    }
  }
}

TEST(Similarity, IsTheSameForAnyNumberOfThreads) {
  const std::vector<float> one = product(Similarity(1), 300, 500, 448);
  EXPECT_EQ(one, product(Similarity(2), 300, 500, 448));
  EXPECT_EQ(one, product(Similarity(0), 300, 500, 448));
}

TEST(Similarity, RefusesSpansOfAnotherLength) {
  const Similarity similarity(1);
  const std::vector<float> values(6);
  std::vector<float> out(4);
  EXPECT_THROW(similarity.multiply(values, 2, values, 2, 4, out), std::logic_error);
  EXPECT_THROW(similarity.multiply({}, 0, {}, 0, 4, {}), std::logic_error);
}

}  // namespace
}  // namespace saa::nn
