#include "nn/panel_product.h"

#include "unit/nn/evaluate.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

namespace saa::nn {
namespace {

constexpr float kUntouched = 77.0F;

std::size_t size(Dim dim) { return static_cast<std::size_t>(dim); }

/// Rows, a layer, and room for its outputs; rows lie farther apart than they are long.
struct Case {
  Case(std::size_t row_count, std::size_t inputs, std::size_t outputs)
      : rows(row_count),
        a(random_array({Dim(rows), Dim(inputs + 3)}, 1)),
        weight(random_array({Dim(outputs), Dim(inputs)}, 2)),
        bias(random_array({Dim(outputs)}, 3)),
        packed(panel_count(outputs) * inputs * kPanelOutputs),
        out(rows * (outputs + 5), kUntouched) {
    pack_panels(weight.values.data(), outputs, inputs, packed);
  }

  [[nodiscard]] std::size_t inputs() const { return size(weight.shape[1]); }
  [[nodiscard]] std::size_t outputs() const { return size(weight.shape[0]); }
  [[nodiscard]] std::size_t a_row() const { return inputs() + 3; }
  [[nodiscard]] std::size_t out_row() const { return outputs() + 5; }
  [[nodiscard]] Panels panels() const {
    return {packed.data(), bias.values.data(), inputs(), outputs()};
  }

  /// Against a loop in doubles.
  void expect_product(bool with_bias = true) const {
    SCOPED_TRACE(testing::Message() << rows << " rows, " << inputs() << " to " << outputs());
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t o = 0; o < outputs(); ++o) {
        double sum = with_bias ? bias.values[o] : 0.0F;
        for (std::size_t i = 0; i < inputs(); ++i) {
          sum += double(a.values[r * a_row() + i]) * weight.values[o * inputs() + i];
        }
        ASSERT_NEAR(out[r * out_row() + o], sum, 1e-4) << "row " << r << ", output " << o;
      }
      for (std::size_t o = outputs(); o < out_row(); ++o) {
        ASSERT_EQ(out[r * out_row() + o], kUntouched);
      }
    }
  }

  std::size_t rows;
  Array a, weight, bias;
  std::vector<float> packed, out;
};

Case multiplied(std::size_t rows, std::size_t inputs, std::size_t outputs) {
  Case c(rows, inputs, outputs);
  multiply(c.a.values.data(), c.a_row(), rows, c.panels(), c.out.data(), c.out_row());
  return c;
}

TEST(PanelProduct, MultipliesAnyNumberOfRows) {
  for (std::size_t rows = 0; rows < 27; ++rows) multiplied(rows, 19, 32).expect_product();
}

TEST(PanelProduct, MultipliesForOutputsThatFillNoWholePanel) {
  for (const std::size_t outputs : {1U, 7U, 8U, 9U, 15U, 17U, 31U, 33U, 70U}) {
    multiplied(13, 6, outputs).expect_product();
    multiplied(2, 300, outputs).expect_product();
  }
}

TEST(PanelProduct, SumsWithoutABiasBeginAsZeros) {
  Case c(7, 20, 37);
  Panels panels = c.panels();
  panels.bias = nullptr;
  multiply(c.a.values.data(), c.a_row(), c.rows, panels, c.out.data(), c.out_row());
  c.expect_product(/*with_bias=*/false);
}

TEST(PanelProduct, PartsSumUpToTheWholeToTheBit) {
  const Case whole = multiplied(14, 600, 90);
  Case parts(14, 600, 90);
  for (std::size_t output = 0; output < 90; output += 64) {
    for (std::size_t input = 0; input < 600; input += 257) {
      const LayerPart part{output, std::min<std::size_t>(64, 90 - output), input,
                           std::min<std::size_t>(257, 600 - input)};
      multiply(parts.a.values.data() + input, parts.a_row(), parts.rows, parts.panels(), part,
               parts.out.data() + output, parts.out_row());
    }
  }
  EXPECT_EQ(parts.out, whole.out);
}

TEST(PanelProduct, PanelsAreZeroAfterTheLastOutput) {
  const Case c(0, 2, 17);
  ASSERT_EQ(c.packed.size(), 64U);
  EXPECT_EQ(c.packed[16], c.weight.values[1]);   // output 0, input 1
  EXPECT_EQ(c.packed[32], c.weight.values[32]);  // output 16, input 0
  for (std::size_t i = 33; i < 48; ++i) EXPECT_EQ(c.packed[i], 0.0F) << i;
}

TEST(PanelProduct, RowsAPowerOfTwoLongLieInOtherPlacesOfACache) {
  EXPECT_EQ(row_distance(256), 272U);
  EXPECT_EQ(row_distance(16), 16U);
  EXPECT_EQ(row_distance(17), 48U);
}

}  // namespace
}  // namespace saa::nn
