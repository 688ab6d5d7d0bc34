// The primitives as functions, for network definitions. What each computes stands in operation.h.
//
//   const Value hidden = gelu(matmul_t(x, weight) + bias);
//
// Axes may be negative (from the end). Both values of an operation are of one Builder.
#pragma once

#include "nn/builder.h"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>

namespace saa::nn {

/// Sizes, places or bounds: either known when the network is defined, or an i64 value of rank 1
/// that the host computes for each run and gives as an input.
class Sizes {
 public:
  Sizes(std::initializer_list<Dim> sizes) : sizes_(sizes) {}
  Sizes(Dims sizes) : sizes_(std::move(sizes)) {}
  Sizes(Value sizes) : value_({std::move(sizes)}) {}

  /// As a value of this builder.
  [[nodiscard]] Value in(Builder& builder) const;

 private:
  Dims sizes_;
  std::vector<Value> value_;  ///< one, or none
};

// Element by element. Numbers beside a value are f32.
[[nodiscard]] Value operator+(const Value& a, const Value& b);
[[nodiscard]] Value operator-(const Value& a, const Value& b);
[[nodiscard]] Value operator*(const Value& a, const Value& b);
[[nodiscard]] Value operator/(const Value& a, const Value& b);
[[nodiscard]] Value operator+(const Value& a, float b);
[[nodiscard]] Value operator-(const Value& a, float b);
[[nodiscard]] Value operator*(const Value& a, float b);
[[nodiscard]] Value operator/(const Value& a, float b);
[[nodiscard]] Value operator-(const Value& a);
[[nodiscard]] Value maximum(const Value& a, const Value& b);
[[nodiscard]] Value minimum(const Value& a, const Value& b);
[[nodiscard]] Value power(const Value& a, float exponent);
[[nodiscard]] Value greater(const Value& a, const Value& b);  ///< boolean
[[nodiscard]] Value equal(const Value& a, const Value& b);    ///< boolean
[[nodiscard]] Value select(const Value& condition, const Value& a, const Value& b);
[[nodiscard]] Value clamp(const Value& x, float low, float high);
[[nodiscard]] Value relu(const Value& x);
[[nodiscard]] Value relu6(const Value& x);
[[nodiscard]] Value gelu(const Value& x);  ///< exact form
[[nodiscard]] Value silu(const Value& x);
[[nodiscard]] Value sigmoid(const Value& x);
[[nodiscard]] Value tanh(const Value& x);
[[nodiscard]] Value exp(const Value& x);
[[nodiscard]] Value log(const Value& x);
[[nodiscard]] Value sqrt(const Value& x);
[[nodiscard]] Value sin(const Value& x);
[[nodiscard]] Value cast(const Value& x, DType dtype);

// Products.
[[nodiscard]] Value matmul(const Value& a, const Value& b);
[[nodiscard]] Value matmul_t(const Value& a, const Value& b);  ///< a times b transposed
[[nodiscard]] Value einsum(std::string_view equation, const Value& a, const Value& b);
[[nodiscard]] Value attention(const Value& query, const Value& key, const Value& value,
                              float scale);
/// @param mask added to the scaled scores
[[nodiscard]] Value attention(const Value& query, const Value& key, const Value& value, float scale,
                              const Value& mask);

// Pictures [B, C, H, W].
[[nodiscard]] Value conv2d(const Value& x, const Value& weight, const Conv2d& options = {});
[[nodiscard]] Value conv_transpose2d(const Value& x, const Value& weight,
                                     const ConvTranspose2d& options = {});
[[nodiscard]] Value max_pool(const Value& x, Dim kernel, Dim stride, const Padding2d& padding = {});
[[nodiscard]] Value mean_pool(const Value& x, Dim kernel, Dim stride,
                              const Padding2d& padding = {});
/// @param size height and width
[[nodiscard]] Value resize_nearest(const Value& x, const Sizes& size);
[[nodiscard]] Value resize_bilinear(const Value& x, const Sizes& size);

// Along axes.
[[nodiscard]] Value softmax(const Value& x, Dim axis = -1);
[[nodiscard]] Value layer_norm(const Value& x, const Value& weight, const Value& bias,
                               float epsilon);
[[nodiscard]] Value mean(const Value& x, Dims axes, bool keep_axes = false);
[[nodiscard]] Value sum(const Value& x, Dims axes, bool keep_axes = false);
[[nodiscard]] Value max(const Value& x, Dims axes, bool keep_axes = false);
[[nodiscard]] Value min(const Value& x, Dims axes, bool keep_axes = false);

// Shape and place.
/// 0 keeps the size at that place, one -1 is worked out.
[[nodiscard]] Value reshape(const Value& x, const Sizes& sizes);
[[nodiscard]] Value permute(const Value& x, Dims order);
[[nodiscard]] Value unsqueeze(const Value& x, Dim axis);
[[nodiscard]] Value concat(std::span<const Value> values, Dim axis);
[[nodiscard]] Value concat(std::initializer_list<Value> values, Dim axis);
/// x[begin:end] along each of the axes.
[[nodiscard]] Value slice(const Value& x, Dims axes, const Sizes& begin, const Sizes& end);
[[nodiscard]] Value gather(const Value& x, const Value& indices, Dim axis);
/// Places of the first axis, laid out in `shape`.
[[nodiscard]] Value gather(const Value& x, const Dims& indices, const Dims& shape);
/// One place of the axis, which goes away.
[[nodiscard]] Value pick(const Value& x, Dim index, Dim axis);
/// All N places of the axis.
template <std::size_t N>
[[nodiscard]] std::array<Value, N> unbind(const Value& x, Dim axis) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<Value, N>{pick(x, static_cast<Dim>(I), axis)...};
  }
  (std::make_index_sequence<N>());
}
/// Places of the `count` largest of scores [N], in falling order; of equal ones those in front
/// come first. i64 [count].
[[nodiscard]] Value top_k(const Value& scores, Dim count);
/// Zeros around x; one number an axis.
[[nodiscard]] Value pad(const Value& x, const Sizes& before, const Sizes& after);
[[nodiscard]] Value broadcast(const Value& x, const Sizes& sizes);

/// @param kernel of static lifetime
[[nodiscard]] Value host_op(const HostKernel& kernel, std::span<const Value> inputs);

}  // namespace saa::nn
