// Between saa's element types and shapes and OpenVINO's.
#pragma once

#include "nn/value.h"

#include <openvino/core/partial_shape.hpp>
#include <openvino/core/shape.hpp>
#include <openvino/core/type/element_type.hpp>
#include <openvino/runtime/tensor.hpp>

namespace saa::nn {

[[nodiscard]] ov::element::Type to_openvino(DType dtype);
/// @throws std::logic_error for a type that DType has no name for.
[[nodiscard]] DType from_openvino(ov::element::Type type);

[[nodiscard]] ov::Shape static_shape(const Dims& shape);
[[nodiscard]] ov::PartialShape partial_shape(const Dims& shape);
[[nodiscard]] Dims dims_of(const ov::PartialShape& shape);
[[nodiscard]] Dims dims_of(const ov::Shape& shape);

/// The tensor's memory as a Tensor; `owner` is left empty.
[[nodiscard]] Tensor borrow(const ov::Tensor& tensor);

}  // namespace saa::nn
