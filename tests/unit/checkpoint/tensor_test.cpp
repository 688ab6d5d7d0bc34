#include "checkpoint/tensor.h"

#include <array>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <saa/error.h>

namespace saa {
namespace {

template <typename T>
Tensor tensor_of(DType dtype, std::span<const T> values) {
  return {.dtype = dtype,
          .shape = {static_cast<std::int64_t>(values.size())},
          .bytes = std::as_bytes(values),
          .owner = nullptr};
}

TEST(Tensor, NamesDtypesAndShapes) {
  EXPECT_EQ(dtype_name(DType::bf16), "bf16");
  EXPECT_EQ(dtype_size(DType::bf16), 2u);
  EXPECT_EQ(dtype_name(DType::boolean), "bool");
  EXPECT_EQ(shape_text(std::array<std::int64_t, 4>{64, 3, 7, 7}), "[64, 3, 7, 7]");
  EXPECT_EQ(shape_text({}), "[]");
}

TEST(Tensor, CountsElements) {
  Tensor tensor;
  EXPECT_EQ(tensor.elements(), 1);
  tensor.shape = {2, 0, 5};
  EXPECT_EQ(tensor.elements(), 0);
  tensor.shape = {std::int64_t{1} << 40, std::int64_t{1} << 40};
  EXPECT_THROW((void)tensor.elements(), WeightsError);
  tensor.shape = {-1};
  EXPECT_THROW((void)tensor.elements(), WeightsError);
}

// Value of every half by the definition of the format, computed in double.
TEST(ToF32, ConvertsEveryHalf) {
  std::vector<std::uint16_t> halves(65536);
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i);
  const std::vector<float> values = to_f32(tensor_of<std::uint16_t>(DType::f16, halves));
  for (unsigned i = 0; i < 65536; ++i) {
    const int exponent = static_cast<int>(i >> 10 & 0x1F);
    const double fraction = (i & 0x3FF) / 1024.0;
    const double magnitude = exponent == 0 ? std::ldexp(fraction, -14)
                             : exponent < 31
                                 ? std::ldexp(1 + fraction, exponent - 15)
                                 : (fraction == 0 ? std::numeric_limits<double>::infinity() : NAN);
    const double expected = i < 0x8000 ? magnitude : -magnitude;
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(values[i])) << i;
    } else {
      EXPECT_EQ(values[i], expected) << i;
      EXPECT_EQ(std::signbit(values[i]), i >= 0x8000) << i;
    }
  }
}

TEST(ToF32, ConvertsOtherNumbers) {
  using testing::ElementsAre;
  EXPECT_THAT(to_f32(tensor_of<double>(DType::f64, std::array{0.5, -2.0})),
              ElementsAre(0.5f, -2.0f));
  EXPECT_THAT(to_f32(tensor_of<float>(DType::f32, std::array{1.5f})), ElementsAre(1.5f));
  EXPECT_THAT(
      to_f32(tensor_of<std::uint16_t>(DType::bf16, std::array<std::uint16_t, 2>{0x3F80, 0xC049})),
      ElementsAre(1.0f, -3.140625f));
  EXPECT_THAT(to_f32(tensor_of<std::int64_t>(DType::i64, std::array<std::int64_t, 2>{-3, 1 << 20})),
              ElementsAre(-3.0f, 1048576.0f));
  EXPECT_THAT(to_f32(tensor_of<std::int32_t>(DType::i32, std::array{-5})), ElementsAre(-5.0f));
  EXPECT_THAT(to_f32(tensor_of<std::int16_t>(DType::i16, std::array<std::int16_t, 1>{-300})),
              ElementsAre(-300.0f));
  EXPECT_THAT(to_f32(tensor_of<std::int8_t>(DType::i8, std::array<std::int8_t, 1>{-128})),
              ElementsAre(-128.0f));
  EXPECT_THAT(to_f32(tensor_of<std::uint8_t>(DType::u8, std::array<std::uint8_t, 1>{255})),
              ElementsAre(255.0f));
}

TEST(ToF32, RefusesBool) {
  EXPECT_THROW(
      (void)to_f32(tensor_of<std::uint8_t>(DType::boolean, std::array<std::uint8_t, 1>{1})),
      WeightsError);
}

}  // namespace
}  // namespace saa
