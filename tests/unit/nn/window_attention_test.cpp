#include "nn/window_attention.h"

#include "unit/nn/evaluate.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>

namespace saa::nn {
namespace {

struct Case {
  const char* name;
  Dim height, width, window, shift, heads, channels;
};

/// Place `at` of a padded axis after the turn, as a place of the grid.
Dim turned_back(Dim at, Dim size, const Case& c) {
  const Dim padded = (size + c.window - 1) / c.window * c.window;
  return (at + c.shift) % padded;
}

/// The part of a padded axis that a place after the turn comes from, as the original numbers it.
int part(Dim at, Dim size, const Case& c) {
  const Dim padded = (size + c.window - 1) / c.window * c.window;
  if (c.shift == 0 || at < padded - c.window) return 0;
  return at < padded - c.shift ? 1 : 2;
}

/// The definition, place by place, in doubles.
class NaiveAttention {
 public:
  NaiveAttention(const Case& c, const Array& qkv, const Array& padding, const Array& bias)
      : c_(c), qkv_(qkv), padding_(padding), bias_(bias) {}

  [[nodiscard]] Array result() const {
    Array out{{1, c_.height * c_.width, c_.heads * c_.channels}, {}};
    out.values.resize(static_cast<std::size_t>(c_.height * c_.width * c_.heads * c_.channels));
    const auto whole = [&](Dim size) { return (size + c_.window - 1) / c_.window * c_.window; };
    for (Dim y = 0; y < whole(c_.height); ++y) {
      for (Dim x = 0; x < whole(c_.width); ++x) {
        for (Dim head = 0; head < c_.heads; ++head) fill(y, x, head, out);
      }
    }
    return out;
  }

 private:
  /// Channel of query (0), key (1) or value (2) at a place after the turn.
  [[nodiscard]] double at(Dim y, Dim x, Dim which, Dim head, Dim channel) const {
    const Dim row = turned_back(y, c_.height, c_);
    const Dim column = turned_back(x, c_.width, c_);
    const Dim width = c_.heads * c_.channels;
    const Dim place = which * width + head * c_.channels + channel;
    if (row >= c_.height || column >= c_.width) return padding_.values[std::size_t(place)];
    return qkv_.values[std::size_t((row * c_.width + column) * 3 * width + place)];
  }

  [[nodiscard]] double score(Dim y, Dim x, Dim ky, Dim kx, Dim head) const {
    double sum = 0;
    for (Dim d = 0; d < c_.channels; ++d) sum += at(y, x, 0, head, d) * at(ky, kx, 1, head, d);
    sum /= std::sqrt(double(c_.channels));
    const Dim n = c_.window * c_.window;
    const Dim from = y % c_.window * c_.window + x % c_.window;
    const Dim to = ky % c_.window * c_.window + kx % c_.window;
    sum += bias_.values[std::size_t((head * n + from) * n + to)];
    const bool together = part(y, c_.height, c_) == part(ky, c_.height, c_) &&
                          part(x, c_.width, c_) == part(kx, c_.width, c_);
    return together ? sum : sum - 100.0;
  }

  void fill(Dim y, Dim x, Dim head, Array& out) const {
    const Dim row = turned_back(y, c_.height, c_);
    const Dim column = turned_back(x, c_.width, c_);
    if (row >= c_.height || column >= c_.width) return;
    std::vector<double> sums(static_cast<std::size_t>(c_.channels));
    double total = 0;
    for (Dim ky = y / c_.window * c_.window; ky < (y / c_.window + 1) * c_.window; ++ky) {
      for (Dim kx = x / c_.window * c_.window; kx < (x / c_.window + 1) * c_.window; ++kx) {
        const double weight = std::exp(score(y, x, ky, kx, head));
        total += weight;
        for (Dim d = 0; d < c_.channels; ++d) {
          sums[std::size_t(d)] += weight * at(ky, kx, 2, head, d);
        }
      }
    }
    const Dim start = ((row * c_.width + column) * c_.heads + head) * c_.channels;
    for (Dim d = 0; d < c_.channels; ++d) {
      out.values[std::size_t(start + d)] = static_cast<float>(sums[std::size_t(d)] / total);
    }
  }

  const Case& c_;
  const Array& qkv_;
  const Array& padding_;
  const Array& bias_;
};

class WindowAttention : public testing::TestWithParam<Case> {};

TEST_P(WindowAttention, AgreesWithItsDefinition) {
  const Case& c = GetParam();
  const Dim width = c.heads * c.channels;
  const Dim n = c.window * c.window;
  const Array qkv = random_array({1, c.height * c.width, 3 * width}, 1);
  const Array padding = random_array({3 * width}, 2);
  const Array bias = random_array({c.heads, n, n}, 3);
  const std::array<std::int64_t, 2> grid = {c.height, c.width};
  const auto network = cpu_runtime().compile(
      "window",
      [&](Builder& builder) {
        const Value tokens = builder.input("qkv", DType::f32, {1, kDynamic, 3 * width});
        builder.output("y", window_attention(tokens, builder.constant(padding.values, {3 * width}),
                                             builder.constant(bias.values, {c.heads, n, n}),
                                             builder.input("grid", DType::i64, {2}),
                                             builder.constant(std::span(&c.shift, 1), {1})));
      },
      {.threads = 2});
  const std::vector<Tensor> inputs = {view(qkv.values, qkv.shape), view(grid, {2})};
  expect_near(copied(network->run(inputs).front()), NaiveAttention(c, qkv, padding, bias).result());
}

INSTANTIATE_TEST_SUITE_P(All, WindowAttention,
                         testing::Values(Case{"fits", 6, 9, 3, 0, 2, 8},
                                         Case{"padded", 5, 7, 3, 0, 1, 16},
                                         Case{"shifted", 6, 9, 3, 1, 2, 8},
                                         Case{"shifted_and_padded", 8, 11, 4, 2, 3, 5},
                                         Case{"smaller_than_a_window", 2, 3, 7, 3, 1, 32},
                                         Case{"large_window", 13, 25, 12, 6, 1, 20}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace saa::nn
