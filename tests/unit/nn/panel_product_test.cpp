#include "nn/panel_product.h"

#include "unit/nn/evaluate.h"

#include <gtest/gtest.h>

namespace saa::nn {
namespace {

constexpr float kUntouched = 77.0F;

/// Against a loop in doubles; rows lie farther apart than they are long.
void expect_product(std::size_t rows, std::size_t inputs, std::size_t outputs) {
  SCOPED_TRACE(testing::Message() << rows << " rows, " << inputs << " to " << outputs);
  const std::size_t a_row = inputs + 3;
  const std::size_t out_row = outputs + 5;
  const auto dim = [](std::size_t size) { return static_cast<Dim>(size); };
  const Array a = random_array({dim(rows), dim(a_row)}, 1);
  const Array weight = random_array({dim(outputs), dim(inputs)}, 2);
  const Array bias = random_array({dim(outputs)}, 3);
  std::vector<float> out(rows * out_row, kUntouched);
  multiply(a.values.data(), a_row, rows,
           pack_panels(weight.values.data(), bias.values.data(), outputs, inputs), out.data(),
           out_row);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t o = 0; o < outputs; ++o) {
      double sum = bias.values[o];
      for (std::size_t i = 0; i < inputs; ++i) {
        sum += double(a.values[r * a_row + i]) * weight.values[o * inputs + i];
      }
      ASSERT_NEAR(out[r * out_row + o], sum, 1e-4) << "row " << r << ", output " << o;
    }
    for (std::size_t o = outputs; o < out_row; ++o) ASSERT_EQ(out[r * out_row + o], kUntouched);
  }
}

TEST(PanelProduct, MultipliesAnyNumberOfRows) {
  for (std::size_t rows = 0; rows < 27; ++rows) expect_product(rows, 19, 32);
}

TEST(PanelProduct, MultipliesForOutputsThatFillNoWholePanel) {
  for (const std::size_t outputs : {1U, 7U, 8U, 9U, 15U, 17U, 31U, 33U, 70U}) {
    expect_product(13, 6, outputs);
  }
}

TEST(PanelProduct, RowsAPowerOfTwoLongLieInOtherPlacesOfACache) {
  EXPECT_EQ(row_distance(256), 272U);
  EXPECT_EQ(row_distance(16), 16U);
  EXPECT_EQ(row_distance(17), 48U);
}

}  // namespace
}  // namespace saa::nn
