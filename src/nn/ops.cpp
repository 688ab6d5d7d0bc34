#include "nn/ops.h"

#include <algorithm>
#include <stdexcept>

namespace saa::nn {
namespace {

Value number(const Value& beside, float value) {
  return beside.builder().constant(std::span<const float>(&value, 1), Dims{});
}

Value unary(Unary::Kind kind, const Value& x) { return x.builder().apply(Unary{kind}, {x}); }

Value binary(Binary::Kind kind, const Value& a, const Value& b) {
  return a.builder().apply(Binary{kind}, {a, b});
}

Value reduce(Reduce::Kind kind, const Value& x, Dims axes, bool keep_axes) {
  return x.builder().apply(Reduce{kind, std::move(axes), keep_axes}, {x});
}

Value resize(Resize2d::Kind kind, const Value& x, const Sizes& size) {
  return x.builder().apply(Resize2d{kind}, {x, size.in(x.builder())});
}

}  // namespace

Value Sizes::in(Builder& builder) const {
  if (!value_.empty()) return value_.front();
  return builder.constant(std::span<const Dim>(sizes_), {static_cast<Dim>(sizes_.size())});
}

Value operator+(const Value& a, const Value& b) { return binary(Binary::Kind::add, a, b); }
Value operator-(const Value& a, const Value& b) { return binary(Binary::Kind::subtract, a, b); }
Value operator*(const Value& a, const Value& b) { return binary(Binary::Kind::multiply, a, b); }
Value operator/(const Value& a, const Value& b) { return binary(Binary::Kind::divide, a, b); }
Value operator+(const Value& a, float b) { return a + number(a, b); }
Value operator-(const Value& a, float b) { return a - number(a, b); }
Value operator*(const Value& a, float b) { return a * number(a, b); }
Value operator/(const Value& a, float b) { return a / number(a, b); }
Value operator-(const Value& a) { return unary(Unary::Kind::negative, a); }
Value maximum(const Value& a, const Value& b) { return binary(Binary::Kind::maximum, a, b); }
Value minimum(const Value& a, const Value& b) { return binary(Binary::Kind::minimum, a, b); }
Value power(const Value& a, float exponent) {
  return binary(Binary::Kind::power, a, number(a, exponent));
}
Value greater(const Value& a, const Value& b) { return binary(Binary::Kind::greater, a, b); }
Value equal(const Value& a, const Value& b) { return binary(Binary::Kind::equal, a, b); }

Value select(const Value& condition, const Value& a, const Value& b) {
  return a.builder().apply(Select{}, {condition, a, b});
}

Value clamp(const Value& x, float low, float high) {
  return x.builder().apply(Clamp{low, high}, {x});
}

Value relu(const Value& x) { return unary(Unary::Kind::relu, x); }
Value relu6(const Value& x) { return clamp(x, 0.0F, 6.0F); }
Value gelu(const Value& x) { return unary(Unary::Kind::gelu, x); }
Value silu(const Value& x) { return unary(Unary::Kind::silu, x); }
Value sigmoid(const Value& x) { return unary(Unary::Kind::sigmoid, x); }
Value tanh(const Value& x) { return unary(Unary::Kind::tanh, x); }
Value exp(const Value& x) { return unary(Unary::Kind::exp, x); }
Value log(const Value& x) { return unary(Unary::Kind::log, x); }
Value sqrt(const Value& x) { return unary(Unary::Kind::sqrt, x); }
Value sin(const Value& x) { return unary(Unary::Kind::sin, x); }
Value cast(const Value& x, DType dtype) { return x.builder().apply(Cast{dtype}, {x}); }

Value matmul(const Value& a, const Value& b) { return a.builder().apply(MatMul{}, {a, b}); }

Value matmul_t(const Value& a, const Value& b) {
  return a.builder().apply(MatMul{.transpose_b = true}, {a, b});
}

Value einsum(std::string_view equation, const Value& a, const Value& b) {
  return a.builder().apply(Einsum{std::string(equation)}, {a, b});
}

Value attention(const Value& query, const Value& key, const Value& value, float scale) {
  return query.builder().apply(Attention{scale}, {query, key, value});
}

Value attention(const Value& query, const Value& key, const Value& value, float scale,
                const Value& mask) {
  return query.builder().apply(Attention{scale}, {query, key, value, mask});
}

Value conv2d(const Value& x, const Value& weight, const Conv2d& options) {
  return x.builder().apply(options, {x, weight});
}

Value conv_transpose2d(const Value& x, const Value& weight, const ConvTranspose2d& options) {
  return x.builder().apply(options, {x, weight});
}

Value max_pool(const Value& x, Dim kernel, Dim stride, const Padding2d& padding) {
  return x.builder().apply(Pool2d{Pool2d::Kind::max, {kernel, kernel}, {stride, stride}, padding},
                           {x});
}

Value mean_pool(const Value& x, Dim kernel, Dim stride, const Padding2d& padding) {
  return x.builder().apply(Pool2d{Pool2d::Kind::mean, {kernel, kernel}, {stride, stride}, padding},
                           {x});
}

Value resize_nearest(const Value& x, const Sizes& size) {
  return resize(Resize2d::Kind::nearest, x, size);
}

Value resize_bilinear(const Value& x, const Sizes& size) {
  return resize(Resize2d::Kind::bilinear, x, size);
}

Value softmax(const Value& x, Dim axis) { return x.builder().apply(Softmax{axis}, {x}); }

Value layer_norm(const Value& x, const Value& weight, const Value& bias, float epsilon) {
  return x.builder().apply(LayerNorm{epsilon}, {x, weight, bias});
}

Value mean(const Value& x, Dims axes, bool keep_axes) {
  return reduce(Reduce::Kind::mean, x, std::move(axes), keep_axes);
}

Value sum(const Value& x, Dims axes, bool keep_axes) {
  return reduce(Reduce::Kind::sum, x, std::move(axes), keep_axes);
}

Value max(const Value& x, Dims axes, bool keep_axes) {
  return reduce(Reduce::Kind::max, x, std::move(axes), keep_axes);
}

Value min(const Value& x, Dims axes, bool keep_axes) {
  return reduce(Reduce::Kind::min, x, std::move(axes), keep_axes);
}

Value reshape(const Value& x, const Sizes& sizes) {
  return x.builder().apply(Reshape{}, {x, sizes.in(x.builder())});
}

Value permute(const Value& x, Dims order) {
  return x.builder().apply(Transpose{std::move(order)}, {x});
}

Value unsqueeze(const Value& x, Dim axis) { return x.builder().apply(Unsqueeze{axis}, {x}); }

Value concat(std::span<const Value> values, Dim axis) {
  return values.front().builder().apply(Concat{axis}, values);
}

Value concat(std::initializer_list<Value> values, Dim axis) {
  return concat(std::span<const Value>(values.begin(), values.size()), axis);
}

Value slice(const Value& x, Dims axes, const Sizes& begin, const Sizes& end) {
  Builder& builder = x.builder();
  return builder.apply(Slice{std::move(axes)}, {x, begin.in(builder), end.in(builder)});
}

Value gather(const Value& x, const Value& indices, Dim axis) {
  return x.builder().apply(Gather{axis}, {x, indices});
}

Value gather(const Value& x, const Dims& indices, const Dims& shape) {
  return gather(x, x.builder().constant(std::span<const Dim>(indices), shape), 0);
}

Value pick(const Value& x, Dim index, Dim axis) {
  return gather(x, x.builder().constant(std::span<const Dim>(&index, 1), Dims{}), axis);
}

Value top_k(const Value& scores, Dim count) {
  return scores.builder().apply(TopK{count}, {scores});
}

Value pad(const Value& x, const Sizes& before, const Sizes& after) {
  Builder& builder = x.builder();
  return builder.apply(Pad{}, {x, before.in(builder), after.in(builder)});
}

Value broadcast(const Value& x, const Sizes& sizes) {
  return x.builder().apply(Broadcast{}, {x, sizes.in(x.builder())});
}

Value host_op(const HostKernel& kernel, std::span<const Value> inputs) {
  if (inputs.empty()) throw std::logic_error("a host operation needs an input");
  return inputs.front().builder().apply(HostOp{&kernel}, inputs);
}

}  // namespace saa::nn
