#include "nn/deformable_attention.h"

#include "core/parallel.h"
#include "nn/deformable_attention_rows.h"
#include "nn/host_kernel.h"
#include "unit/nn/evaluate.h"

#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <saa/error.h>
#include <string>
#include <thread>

namespace saa::nn {
namespace {

struct Case {
  Dim batch, queries, heads, channels, points, reference_size;
  std::vector<Dim> levels;  ///< height, width, height, width, …

  [[nodiscard]] Dim level_count() const { return static_cast<Dim>(levels.size()) / 2; }
  [[nodiscard]] Dim sites() const {
    Dim sum = 0;
    for (std::size_t i = 0; i < levels.size(); i += 2) sum += levels[i] * levels[i + 1];
    return sum;
  }
};

struct Arrays {
  Array value, reference, offsets, logits;
};

/// References in the picture and a little outside, offsets of some pixels.
Arrays random_arrays(const Case& c) {
  Arrays a{random_array({c.batch, c.sites(), c.heads * c.channels}, 1),
           random_array({c.batch, c.queries, c.level_count(), c.reference_size}, 2),
           random_array({c.batch, c.queries, c.heads, c.level_count(), c.points, 2}, 3),
           random_array({c.batch, c.queries, c.heads, c.level_count(), c.points}, 4)};
  for (float& x : a.reference.values) x = 0.5F + 0.4F * x;
  for (float& x : a.offsets.values) x *= 2.5F;
  for (float& x : a.logits.values) x *= 3.0F;
  return a;
}

/// A bilinear sample of one channel, zeros around; `at` is the place in pixels.
double sample(const float* picture, std::size_t stride, Dim height, Dim width, double x, double y) {
  if (!std::isfinite(x) || !std::isfinite(y)) return 0;
  const double left = std::floor(x);
  const double top = std::floor(y);
  double sum = 0;
  for (const double row : {top, top + 1}) {
    for (const double column : {left, left + 1}) {
      if (row < 0 || column < 0 || row >= double(height) || column >= double(width)) continue;
      const double weight = (1 - std::abs(x - column)) * (1 - std::abs(y - row));
      const auto site = static_cast<std::size_t>(Dim(row) * width + Dim(column));
      sum += weight * double(picture[site * stride]);
    }
  }
  return sum;
}

Array naive(const Case& c, const Arrays& a) {
  const auto heads = static_cast<std::size_t>(c.heads);
  const auto channels = static_cast<std::size_t>(c.channels);
  const auto points = static_cast<std::size_t>(c.points);
  const auto levels = static_cast<std::size_t>(c.level_count());
  const auto sites = static_cast<std::size_t>(c.sites());
  const auto size = static_cast<std::size_t>(c.reference_size);
  Array out{{c.batch, c.queries, c.heads * c.channels}, {}};
  for (std::size_t row = 0; row < static_cast<std::size_t>(c.batch * c.queries); ++row) {
    const std::size_t item = row / static_cast<std::size_t>(c.queries);
    for (std::size_t h = 0; h < heads; ++h) {
      const std::size_t first = (row * heads + h) * levels * points;
      const float* logits = &a.logits.values[first];
      const double top = *std::max_element(logits, logits + levels * points);
      double total = 0;
      for (std::size_t s = 0; s < levels * points; ++s) total += std::exp(double(logits[s]) - top);
      for (std::size_t k = 0; k < channels; ++k) {
        double sum = 0;
        std::size_t start = 0;
        for (std::size_t l = 0; l < levels; ++l) {
          const Dim height = c.levels[2 * l];
          const Dim width = c.levels[2 * l + 1];
          const float* reference = &a.reference.values[(row * levels + l) * size];
          for (std::size_t p = 0; p < points; ++p) {
            const std::size_t s = l * points + p;
            double x = double(a.offsets.values[2 * (first + s)]) / double(width);
            double y = double(a.offsets.values[2 * (first + s) + 1]) / double(height);
            if (size == 4) {
              x *= double(width) / double(points) * double(reference[2]) * 0.5;
              y *= double(height) / double(points) * double(reference[3]) * 0.5;
            }
            x = (double(reference[0]) + x) * double(width) - 0.5;
            y = (double(reference[1]) + y) * double(height) - 0.5;
            const float* picture =
                &a.value.values[((item * sites + start) * heads + h) * channels + k];
            sum += std::exp(double(logits[s]) - top) / total *
                   sample(picture, heads * channels, height, width, x, y);
          }
          start += static_cast<std::size_t>(height * width);
        }
        out.values.push_back(static_cast<float>(sum));
      }
    }
  }
  return out;
}

struct How {
  int threads = 1;
  Precision precision = Precision::f32;
};

Array computed(const Case& c, const Arrays& a, const How& how = {}) {
  const auto network = cpu_runtime().compile(
      "test",
      [&](Builder& builder) {
        const auto input = [&](const char* name, const Array& array) {
          Dims shape = array.shape;
          shape[1] = kDynamic;  // sites or queries
          return builder.input(name, DType::f32, shape);
        };
        const Value value = input("value", a.value);
        const Value shapes = builder.input("shapes", DType::i64, {c.level_count(), 2});
        const Value reference = input("reference", a.reference);
        const Value offsets = input("offsets", a.offsets);
        const Value logits = input("logits", a.logits);
        builder.output("output", deformable_attention(value, shapes, reference, offsets, logits));
      },
      {.threads = how.threads, .precision = how.precision});
  const std::vector<Tensor> inputs = {
      view(a.value.values, a.value.shape), view(c.levels, {c.level_count(), 2}),
      view(a.reference.values, a.reference.shape), view(a.offsets.values, a.offsets.shape),
      view(a.logits.values, a.logits.shape)};
  return copied(network->run(inputs).front());
}

class DeformableAttention : public testing::TestWithParam<Case> {};

TEST_P(DeformableAttention, IsTheNaiveLoop) {
  const Arrays arrays = random_arrays(GetParam());
  // Values of order one; positions up to some 20 pixels lose about 2e-6 of a pixel in f32.
  expect_near(computed(GetParam(), arrays), naive(GetParam(), arrays), 2e-5);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, DeformableAttention,
    testing::Values(Case{1, 50, 8, 32, 4, 2, {10, 12, 5, 6, 3, 3, 2, 2}},
                    Case{1, 50, 8, 32, 4, 4, {10, 12, 5, 6, 3, 3, 2, 2}},
                    Case{2, 33, 1, 3, 17, 2, {7, 5, 1, 1, 2, 9}}, Case{3, 7, 5, 17, 1, 4, {1, 13}},
                    Case{1, 1, 2, 16, 4, 2, {4, 4, 3, 2, 2, 2, 1, 1}},
                    Case{1, 19, 3, 71, 3, 2, {6, 11, 3, 5}},
                    Case{2, 300, 4, 8, 8, 4, {9, 9, 5, 5, 20, 3, 1, 1, 1, 2}}));

TEST(DeformableAttention, HasNoRowsForNoQueries) {
  const Case c{1, 0, 2, 4, 3, 2, {3, 3}};
  EXPECT_EQ(computed(c, random_arrays(c)).shape, (Dims{1, 0, 8}));
}

TEST(DeformableAttention, GivesTheSameBitsForAnyNumberOfThreads) {
  const Case c{1, 1000, 8, 32, 4, 2, {16, 16, 8, 8, 4, 4, 2, 2}};
  const Arrays arrays = random_arrays(c);
  const Array one = computed(c, arrays, {.threads = 1});
  EXPECT_EQ(one.values, computed(c, arrays, {.threads = 2}).values);
  EXPECT_EQ(one.values, computed(c, arrays, {.threads = 7}).values);
}

TEST(DeformableAttention, PlacesThatAreNoNumbersOrFarAwayCountNothing) {
  const Case c{1, 1, 1, 19, 8, 2, {3, 4}};
  Arrays arrays = random_arrays(c);
  std::fill(arrays.reference.values.begin(), arrays.reference.values.end(), 0.5F);
  std::fill(arrays.offsets.values.begin(), arrays.offsets.values.end(), 0.0F);
  std::fill(arrays.logits.values.begin(), arrays.logits.values.end(), 0.0F);
  const Array all = computed(c, arrays);
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float far[] = {inf, -inf, nan, -nan, 3e38F, -3e38F, 2147483648.0F};
  for (std::size_t p = 0; p < std::size(far); ++p) arrays.offsets.values[2 * p + p % 2] = far[p];
  Array one = all;
  for (float& x : one.values) x /= 8;  // one of eight equal samples is left
  expect_near(computed(c, arrays), one, 1e-6);
}

TEST(DeformableAttention, ValuesThatCountNothingAreNotRead) {
  const Case c{1, 2, 1, 33, 2, 2, {3, 3}};
  Arrays arrays = random_arrays(c);
  for (float& x : arrays.offsets.values) x = 0.25F;
  arrays.reference.values = {0.5F, 0.5F, 5.0F, 5.0F};  // the middle pixel; outside
  for (std::size_t k = 0; k < 33; ++k) {
    arrays.value.values[k] = std::numeric_limits<float>::infinity();  // the first pixel
  }
  for (const float x : computed(c, arrays).values) EXPECT_TRUE(std::isfinite(x));
}

TEST(DeformableAttention, TakesLogitsOfAnySize) {
  const Case c{1, 1, 1, 16, 3, 2, {2, 2}};
  Arrays arrays = random_arrays(c);
  arrays.logits.values = {3e38F, -3e38F, -std::numeric_limits<float>::infinity()};
  const Array found = computed(c, arrays);
  arrays.logits.values = {0.0F, -1000.0F, -1000.0F};
  EXPECT_EQ(found.values, computed(c, arrays).values);
}

TEST(DeformableAttention, ComputesWithBrainFloats) {
  const Case c{1, 50, 8, 32, 4, 2, {10, 12, 5, 6, 3, 3, 2, 2}};
  const Arrays arrays = random_arrays(c);
  Array found;
  try {
    found = computed(c, arrays, {.precision = Precision::bf16});
  } catch (const UnsupportedError&) {
    GTEST_SKIP() << "this processor has no bf16 arithmetic";
  }
  // Values of order one with 8 significant bits; places keep all of theirs.
  expect_near(found, naive(c, arrays), 0.02);
}

TEST(DeformableAttention, ReadsValuesThatAreBrainFloats) {
  const Case c{2, 9, 3, 71, 3, 4, {4, 5, 2, 2}};
  Arrays arrays = random_arrays(c);
  std::vector<Bfloat16> halves;
  for (float& x : arrays.value.values) {
    const auto upper = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16);
    halves.push_back(Bfloat16{upper});
    x = std::bit_cast<float>(std::uint32_t{upper} << 16);
  }
  Array found = naive(c, arrays);
  std::fill(found.values.begin(), found.values.end(), 0.0F);
  evaluate_rows({.value = halves.data(),
                 .reference = arrays.reference.values.data(),
                 .offsets = arrays.offsets.values.data(),
                 .logits = arrays.logits.values.data(),
                 .result = found.values.data(),
                 .sites = 24,
                 .queries = 9,
                 .heads = 3,
                 .channels = 71,
                 .points = 3,
                 .reference_size = 4,
                 .levels = {{4, 5, 0}, {2, 2, 20}}},
                0, 18);
  expect_near(found, naive(c, arrays), 2e-5);
}

std::string refusal(const Case& c, const Arrays& arrays) {
  try {
    (void)computed(c, arrays);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "taken";
}

TEST(DeformableAttention, RefusesLevelsThatAreNotAllSites) {
  Case c{1, 2, 1, 4, 2, 2, {3, 3, 2, 2}};
  const Arrays arrays = random_arrays(c);
  c.levels = {3, 3, 1, 2};
  EXPECT_THAT(refusal(c, arrays), testing::HasSubstr("levels of 11 pixels together for 13 sites"));
  c.levels = {3, 3, 3, 2};
  EXPECT_THAT(refusal(c, arrays),
              testing::HasSubstr("level 1 of 3 x 2 pixels, but 4 of 13 sites are left for it"));
  c.levels = {3, 3, std::int64_t(1) << 62, 4};
  EXPECT_THAT(refusal(c, arrays), testing::HasSubstr("sites are left for it"));
  c.levels = {3, 3, -2, -2};
  EXPECT_THAT(refusal(c, arrays), testing::HasSubstr("level 1 of -2 x -2 pixels"));
}

TEST(DeformableAttention, RefusesShapesThatDoNotFitNamingTheInput) {
  const Case c{1, 2, 1, 4, 2, 2, {3, 3}};
  Arrays arrays = random_arrays(c);
  arrays.logits.shape = {1, 2, 1, 2, 1};
  EXPECT_EQ(refusal(c, arrays),
            "deformable attention: logits of shape [1, -1, 1, 2, 1] is not a [BQHLP] that fits the "
            "inputs before");
}

class Failing final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "test.failing"; }
  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override { return inputs[0]; }
  void evaluate(std::span<const Tensor>, std::span<float>) const override {
    throw std::logic_error("what is wrong");
  }
};

TEST(HostOp, WhatItThrowsReachesTheCallerOfTheNetwork) {
  static const Failing kernel;
  for (const int threads : {0, 1, 2}) {
    const auto network =
        cpu_runtime().compile("test",
                              [&](Builder& builder) {
                                const Value x = builder.input("x", DType::f32, {1});
                                builder.output("y", host_op(kernel, std::array{x}));
                              },
                              {.threads = threads});
    const std::vector<float> one = {0};
    const std::vector<Tensor> inputs = {view(one, {1})};
    for (int time = 0; time < 2; ++time) {
      try {
        (void)network->run(inputs);
        ADD_FAILURE() << "no error with " << threads << " threads";
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("what is wrong"));
      }
    }
  }
}

/// Notes how many threads are in its loop at the same time.
class Crowd final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "test.crowd"; }
  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override { return inputs[0]; }
  void evaluate(std::span<const Tensor>, std::span<float> result) const override {
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    parallel_for(64, [&](std::size_t, std::size_t) {
      int seen = most;
      const int now = ++inside;
      while (now > seen && !most.compare_exchange_weak(seen, now)) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      --inside;
    });
    std::fill(result.begin(), result.end(), static_cast<float>(most));
  }
};

TEST(HostOp, LoopsRunOnTheThreadsOfTheNetwork) {
  static const Crowd kernel;
  for (const int threads : {1, 2}) {
    const auto network =
        cpu_runtime().compile("test",
                              [&](Builder& builder) {
                                const Value x = builder.input("x", DType::f32, {1});
                                builder.output("y", host_op(kernel, std::array{x}));
                              },
                              {.threads = threads});
    const std::vector<float> one = {0};
    const std::vector<Tensor> inputs = {view(one, {1})};
    EXPECT_LE(floats(network->run(inputs).front())[0], static_cast<float>(threads));
  }
}

}  // namespace
}  // namespace saa::nn
