#include "checkpoint/tensor.h"

#include "core/checked.h"

#include <array>
#include <bit>
#include <cstring>
#include <saa/error.h>
#include <utility>

namespace saa {
namespace {

struct DTypeRow {
  std::size_t size;
  std::string_view name;
};

/// In the order of DType.
constexpr std::array<DTypeRow, 10> kDTypes = {{{8, "f64"},
                                               {4, "f32"},
                                               {2, "f16"},
                                               {2, "bf16"},
                                               {8, "i64"},
                                               {4, "i32"},
                                               {2, "i16"},
                                               {1, "i8"},
                                               {1, "u8"},
                                               {1, "bool"}}};

const DTypeRow& row(DType dtype) { return kDTypes.at(static_cast<std::size_t>(dtype)); }

/// IEEE half: sign, 5 bits of exponent (bias 15), 10 of fraction.
float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1Fu;
  const std::uint32_t fraction = half & 0x3FFu;
  if (exponent == 0) {  // zero or subnormal: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 0x1F ? 0xFFu : exponent + (127 - 15);
  return std::bit_cast<float>(sign | (wide << 23) | (fraction << 13));
}

/// The upper half of an f32.
float brain_to_float(std::uint16_t brain) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(brain) << 16);
}

template <typename T, typename Convert>
std::vector<float> convert(const Tensor& tensor, Convert to_float) {
  std::vector<float> values(tensor.bytes.size() / sizeof(T));
  const std::byte* from = tensor.bytes.data();
  for (float& value : values) {
    T element;
    std::memcpy(&element, from, sizeof(T));
    from += sizeof(T);
    value = to_float(element);
  }
  return values;
}

template <typename T>
std::vector<float> cast(const Tensor& tensor) {
  return convert<T>(tensor, [](T element) { return static_cast<float>(element); });
}

}  // namespace

std::size_t dtype_size(DType dtype) { return row(dtype).size; }

std::string_view dtype_name(DType dtype) { return row(dtype).name; }

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

std::int64_t Tensor::elements() const {
  const auto count = checked_elements(shape);
  if (!count || !std::in_range<std::int64_t>(*count))
    throw WeightsError("a tensor cannot have the shape " + shape_text(shape));
  return static_cast<std::int64_t>(*count);
}

std::vector<float> to_f32(const Tensor& tensor) {
  switch (tensor.dtype) {
    case DType::f64:
      return cast<double>(tensor);
    case DType::f32:
      return cast<float>(tensor);
    case DType::f16:
      return convert<std::uint16_t>(tensor, half_to_float);
    case DType::bf16:
      return convert<std::uint16_t>(tensor, brain_to_float);
    case DType::i64:
      return cast<std::int64_t>(tensor);
    case DType::i32:
      return cast<std::int32_t>(tensor);
    case DType::i16:
      return cast<std::int16_t>(tensor);
    case DType::i8:
      return cast<std::int8_t>(tensor);
    case DType::u8:
      return cast<std::uint8_t>(tensor);
    case DType::boolean:
      break;
  }
  throw WeightsError("a bool tensor of shape " + shape_text(tensor.shape) +
                     " was found where numbers were expected");
}

}  // namespace saa
