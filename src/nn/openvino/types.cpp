#include "nn/openvino/types.h"

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace saa::nn {
namespace {

const std::array<std::pair<DType, ov::element::Type>, 10> kTypes = {{
    {DType::f64, ov::element::f64},
    {DType::f32, ov::element::f32},
    {DType::f16, ov::element::f16},
    {DType::bf16, ov::element::bf16},
    {DType::i64, ov::element::i64},
    {DType::i32, ov::element::i32},
    {DType::i16, ov::element::i16},
    {DType::i8, ov::element::i8},
    {DType::u8, ov::element::u8},
    {DType::boolean, ov::element::boolean},
}};

}  // namespace

ov::element::Type to_openvino(DType dtype) {
  for (const auto& [ours, theirs] : kTypes) {
    if (ours == dtype) return theirs;
  }
  throw std::logic_error("DType without an OpenVINO type");
}

DType from_openvino(ov::element::Type type) {
  for (const auto& [ours, theirs] : kTypes) {
    if (theirs == type) return ours;
  }
  throw std::logic_error("OpenVINO type without a DType: " + type.to_string());
}

ov::Shape static_shape(const Dims& shape) {
  ov::Shape result;
  for (const Dim size : shape) {
    if (size < 0) throw std::logic_error("expected known sizes, found " + shape_text(shape));
    result.push_back(static_cast<std::size_t>(size));
  }
  return result;
}

ov::PartialShape partial_shape(const Dims& shape) {
  ov::PartialShape result = ov::PartialShape::dynamic(static_cast<Dim>(shape.size()));
  for (std::size_t i = 0; i < shape.size(); ++i) result[i] = ov::Dimension(shape[i]);
  return result;
}

Dims dims_of(const ov::PartialShape& shape) {
  if (shape.rank().is_dynamic()) {
    throw std::logic_error("the number of axes of a value must be known");
  }
  Dims result;
  for (const ov::Dimension& size : shape) {
    result.push_back(size.is_static() ? size.get_length() : kDynamic);
  }
  return result;
}

Dims dims_of(const ov::Shape& shape) { return {shape.begin(), shape.end()}; }

Tensor borrow(const ov::Tensor& tensor) {
  return {from_openvino(tensor.get_element_type()),
          dims_of(tensor.get_shape()),
          {static_cast<const std::byte*>(tensor.data()), tensor.get_byte_size()},
          nullptr};
}

}  // namespace saa::nn
