#include "unit/nn/evaluate.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace saa::nn {
namespace {

/// [B, M, K] x [B, K, N], b read transposed if asked.
Array naive_matmul(const Array& a, const Array& b, bool transpose_b) {
  const std::size_t m = a.size(1);
  const std::size_t k = a.size(2);
  const std::size_t n = b.size(transpose_b ? 1 : 2);
  Array out{{a.shape[0], Dim(m), Dim(n)}, {}};
  for (std::size_t s = 0; s < a.size(0); ++s) {
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::size_t c = 0; c < k; ++c) {
          const std::size_t place = transpose_b ? j * k + c : c * n + j;
          sum += double(a.values[(s * m + i) * k + c]) * double(b.values[s * k * n + place]);
        }
        out.values.push_back(static_cast<float>(sum));
      }
    }
  }
  return out;
}

TEST(Product, MatmulIsTheSumOverTheInnerAxis) {
  const Array a = random_array({2, 3, 5}, 1);
  const Array b = random_array({2, 5, 4}, 2);
  expect_near(evaluate({a, b}, [](const auto& in) { return matmul(in[0], in[1]); }),
              naive_matmul(a, b, false));
}

TEST(Product, MatmulTransposedReadsTheSecondByRows) {
  const Array a = random_array({2, 3, 5}, 1);
  const Array b = random_array({2, 4, 5}, 2);
  expect_near(evaluate({a, b}, [](const auto& in) { return matmul_t(in[0], in[1]); }),
              naive_matmul(a, b, true));
}

TEST(Product, EinsumSumsOverTheMissingLetters) {
  const Array a = random_array({1, 2, 3, 4, 5}, 1);  // b n h w d
  const Array b = random_array({3, 6, 5}, 2);        // h k d
  Array expected{{1, 2, 3, 4, 6}, {}};
  for (std::size_t n = 0; n < 2; ++n) {
    for (std::size_t h = 0; h < 3; ++h) {
      for (std::size_t w = 0; w < 4; ++w) {
        for (std::size_t k = 0; k < 6; ++k) {
          double sum = 0;
          for (std::size_t d = 0; d < 5; ++d) {
            sum += double(a.values[((n * 3 + h) * 4 + w) * 5 + d]) *
                   double(b.values[(h * 6 + k) * 5 + d]);
          }
          expected.values.push_back(static_cast<float>(sum));
        }
      }
    }
  }
  expect_near(
      evaluate({a, b}, [](const auto& in) { return einsum("bnhwd,hkd->bnhwk", in[0], in[1]); }),
      expected);
}

/// Softmax(scale q k^T + mask) v for one head after the other; `mask` may be empty.
Array naive_attention(const Array& q, const Array& k, const Array& v, float scale,
                      const std::vector<float>& mask) {
  const std::size_t heads = q.size(0) * q.size(1);
  const std::size_t n = q.size(2);
  const std::size_t m = k.size(2);
  const std::size_t d = q.size(3);
  const std::size_t e = v.size(3);
  Array out{{q.shape[0], q.shape[1], q.shape[2], v.shape[3]}, {}};
  for (std::size_t h = 0; h < heads; ++h) {
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> weights(m);
      double total = 0;
      for (std::size_t j = 0; j < m; ++j) {
        double score = 0;
        for (std::size_t c = 0; c < d; ++c) {
          score += double(q.values[(h * n + i) * d + c]) * double(k.values[(h * m + j) * d + c]);
        }
        weights[j] = std::exp(score * scale + (mask.empty() ? 0.0 : mask[i * m + j]));
        total += weights[j];
      }
      for (std::size_t c = 0; c < e; ++c) {
        double sum = 0;
        for (std::size_t j = 0; j < m; ++j) sum += weights[j] * v.values[(h * m + j) * e + c];
        out.values.push_back(static_cast<float>(sum / total));
      }
    }
  }
  return out;
}

TEST(Product, AttentionIsTheWeightedMeanOfTheValues) {
  const Array q = random_array({2, 3, 5, 8}, 1);
  const Array k = random_array({2, 3, 7, 8}, 2);
  const Array v = random_array({2, 3, 7, 8}, 3);
  expect_near(
      evaluate({q, k, v}, [](const auto& in) { return attention(in[0], in[1], in[2], 0.3F); }),
      naive_attention(q, k, v, 0.3F, {}));
}

TEST(Product, AttentionAddsTheMaskToTheScores) {
  const Array q = random_array({1, 2, 5, 8}, 1);
  const Array k = random_array({1, 2, 6, 8}, 2);
  const Array v = random_array({1, 2, 6, 8}, 3);
  Array mask = random_array({1, 1, 5, 6}, 4);
  mask.values[7] = -std::numeric_limits<float>::infinity();
  expect_near(evaluate({q, k, v, mask},
                       [](const auto& in) { return attention(in[0], in[1], in[2], 0.5F, in[3]); }),
              naive_attention(q, k, v, 0.5F, mask.values));
}

}  // namespace
}  // namespace saa::nn
