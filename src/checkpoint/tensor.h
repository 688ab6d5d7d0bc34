// A tensor as a checkpoint holds it: bytes somewhere, a dtype, a shape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

enum class DType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

/// Bytes of one element.
[[nodiscard]] std::size_t dtype_size(DType dtype);
/// "f32", "bf16", … as `saa inspect` prints it.
[[nodiscard]] std::string_view dtype_name(DType dtype);

/// "[64, 3, 7, 7]".
[[nodiscard]] std::string shape_text(std::span<const std::int64_t> shape);

/// A dense, row-major tensor. Mostly a view into a mapped file; `owner` keeps the bytes alive.
/// Strided, misaligned or compressed tensors have been copied into memory of their own.
struct Tensor {
  DType dtype = DType::f32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte>
      bytes;  ///< exactly elements() * dtype_size(dtype), aligned to dtype_size
  std::shared_ptr<const void> owner;

  [[nodiscard]] std::int64_t elements() const;
};

/// The values as f32, converted if need be. @throws WeightsError for a dtype that is not a number.
[[nodiscard]] std::vector<float> to_f32(const Tensor& tensor);

}  // namespace saa
