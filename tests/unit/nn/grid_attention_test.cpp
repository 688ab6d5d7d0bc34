#include "nn/grid_attention.h"

#include "unit/nn/evaluate.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace saa::nn {
namespace {

struct Case {
  const char* name;
  Dim height, width, rows, columns, heads, channels;
};

/// The definition, query by query, in doubles.
class NaiveAttention {
 public:
  NaiveAttention(const Case& c, const Array& qkv, const Array& padding, const Array& rel_rows,
                 const Array& rel_columns)
      : c_(c), qkv_(qkv), padding_(padding), rel_rows_(rel_rows), rel_columns_(rel_columns) {}

  [[nodiscard]] Array result() const {
    Array out{{1, c_.height, c_.width, c_.heads * c_.channels}, {}};
    for (Dim y = 0; y < c_.height; ++y) {
      for (Dim x = 0; x < c_.width; ++x) {
        for (Dim head = 0; head < c_.heads; ++head) append(y, x, head, out.values);
      }
    }
    return out;
  }

 private:
  /// Channel of query (0), key (1) or value (2).
  [[nodiscard]] double at(Dim y, Dim x, Dim which, Dim head, Dim channel) const {
    const Dim width = c_.heads * c_.channels;
    const Dim place = which * width + head * c_.channels + channel;
    if (y >= c_.height || x >= c_.width) return padding_.values[std::size_t(place)];
    return qkv_.values[std::size_t((y * c_.width + x) * 3 * width + place)];
  }

  [[nodiscard]] double score(Dim y, Dim x, Dim key_y, Dim key_x, Dim head) const {
    double product = 0;
    double bias = 0;
    for (Dim d = 0; d < c_.channels; ++d) {
      const double q = at(y, x, 0, head, d);
      product += q * at(key_y, key_x, 1, head, d);
      const Dim row = y - key_y + c_.rows - 1;
      const Dim column = x - key_x + c_.columns - 1;
      bias += q * (double(rel_rows_.values[std::size_t(row * c_.channels + d)]) +
                   double(rel_columns_.values[std::size_t(column * c_.channels + d)]));
    }
    return product / std::sqrt(double(c_.channels)) + bias;
  }

  void append(Dim y, Dim x, Dim head, std::vector<float>& out) const {
    const Dim top = y / c_.rows * c_.rows;
    const Dim left = x / c_.columns * c_.columns;
    std::vector<double> scores;
    for (Dim i = 0; i < c_.rows * c_.columns; ++i) {
      scores.push_back(score(y, x, top + i / c_.columns, left + i % c_.columns, head));
    }
    const double largest = std::ranges::max(scores);
    double sum = 0;
    for (double& s : scores) sum += s = std::exp(s - largest);
    for (Dim d = 0; d < c_.channels; ++d) {
      double value = 0;
      for (Dim i = 0; i < c_.rows * c_.columns; ++i) {
        value +=
            scores[std::size_t(i)] * at(top + i / c_.columns, left + i % c_.columns, 2, head, d);
      }
      out.push_back(static_cast<float>(value / sum));
    }
  }

  const Case& c_;
  const Array& qkv_;
  const Array& padding_;
  const Array& rel_rows_;
  const Array& rel_columns_;
};

Value define(Builder& builder, const Case& c, const Array& padding, const Array& rel_rows,
             const Array& rel_columns) {
  return grid_attention(
      builder.input("qkv", DType::f32, {1, c.height, c.width, 3 * c.heads * c.channels}),
      builder.constant(padding.values, padding.shape),
      builder.constant(rel_rows.values, rel_rows.shape),
      builder.constant(rel_columns.values, rel_columns.shape));
}

class GridAttention : public testing::TestWithParam<Case> {
 protected:
  /// @param scale of query, key and value: large ones make most shares vanish
  void expect_definition(float scale, double tolerance) const {
    const Case& c = GetParam();
    const Dim width = 3 * c.heads * c.channels;
    Array qkv = random_array({1, c.height, c.width, width}, 1);
    for (float& v : qkv.values) v *= scale;
    const Array padding = random_array({width}, 2);
    const Array rel_rows = random_array({2 * c.rows - 1, c.channels}, 3);
    const Array rel_columns = random_array({2 * c.columns - 1, c.channels}, 4);
    const auto network = cpu_runtime().compile(
        "grid",
        [&](Builder& builder) {
          builder.output("y", define(builder, c, padding, rel_rows, rel_columns));
        },
        {.threads = 2});
    const std::vector<Tensor> inputs = {view(qkv.values, qkv.shape)};
    expect_near(copied(network->run(inputs).front()),
                NaiveAttention(c, qkv, padding, rel_rows, rel_columns).result(), tolerance);
  }
};

TEST_P(GridAttention, AgreesWithItsDefinition) {
  // Scores of some ten, so that a share is off by ten of f32's last places.
  expect_definition(1.0F, 3e-5);
}

TEST_P(GridAttention, AgreesWithItsDefinitionWhereOneKeyTakesAll) {
  // Scores of a thousand, known to 1e-4 in f32, and values of 12.
  expect_definition(12.0F, 5e-3);
}

INSTANTIATE_TEST_SUITE_P(All, GridAttention,
                         testing::Values(Case{"whole_grid", 5, 7, 5, 7, 2, 8},
                                         Case{"windows", 6, 9, 3, 3, 2, 16},
                                         Case{"padded_windows", 7, 11, 3, 4, 3, 5},
                                         Case{"window_beyond_the_grid", 3, 5, 8, 9, 1, 20},
                                         Case{"several_tiles_of_keys", 23, 31, 23, 31, 1, 17},
                                         Case{"wide_heads", 14, 14, 14, 14, 1, 80}),
                         [](const auto& test) { return test.param.name; });

TEST(GridAttentionShapes, ThatDoNotFitAreABugOfTheDefinition) {
  const Case c{"", 4, 4, 4, 4, 1, 8};
  const Array padding = random_array({24}, 1);
  const Array even = random_array({8, 8}, 2);
  const Array odd = random_array({7, 8}, 3);
  const auto compile = [&](const Array& rows) {
    (void)cpu_runtime().compile(
        "grid",
        [&](Builder& builder) { builder.output("y", define(builder, c, padding, rows, odd)); }, {});
  };
  EXPECT_NO_THROW(compile(odd));
  EXPECT_THROW(compile(even), std::logic_error);
}

}  // namespace
}  // namespace saa::nn
