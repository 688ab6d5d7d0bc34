#include "nn/openvino/lowering.h"

#include "nn/openvino/host_op.h"
#include "nn/openvino/top_k.h"
#include "nn/openvino/types.h"

#include <algorithm>
#include <memory>
#include <openvino/opsets/opset15.hpp>
#include <stdexcept>
#include <utility>

namespace saa::nn {
namespace {

namespace op = ov::opset15;
using Inputs = ov::OutputVector;
using Output = ov::Output<ov::Node>;

template <typename T, typename... Args>
Output make(Args&&... args) {
  return std::make_shared<T>(std::forward<Args>(args)...);
}

Output indices(const Dims& values) {
  return op::Constant::create(ov::element::i64, {values.size()}, values);
}

Output scalar(float value) { return op::Constant::create(ov::element::f32, {}, {value}); }

[[noreturn]] void unknown_kind() { throw std::logic_error("operation of an unknown kind"); }

template <typename Sizes>
Sizes pair_of(const std::array<Dim, 2>& values) {
  using Size = typename Sizes::value_type;
  return {static_cast<Size>(values[0]), static_cast<Size>(values[1])};
}

/// Begin and end of a padding, as strided operations take them.
template <typename Sizes>
std::pair<Sizes, Sizes> ends_of(const Padding2d& p) {
  return {pair_of<Sizes>({p.top, p.left}), pair_of<Sizes>({p.bottom, p.right})};
}

ov::op::PadType pad_type(const Padding2d& padding) {
  return padding.same ? ov::op::PadType::SAME_UPPER : ov::op::PadType::EXPLICIT;
}

Output lower(const Conv2d& conv, const Inputs& in) {
  const auto stride = pair_of<ov::Strides>(conv.stride);
  const auto dilation = pair_of<ov::Strides>(conv.dilation);
  const auto [begin, end] = ends_of<ov::CoordinateDiff>(conv.padding);
  const ov::op::PadType pad = pad_type(conv.padding);
  if (conv.groups == 1) {
    return make<op::Convolution>(in[0], in[1], stride, begin, end, dilation, pad);
  }
  // [O, I/g, h, w] -> [g, O/g, I/g, h, w]
  const Dims w = dims_of(in[1].get_partial_shape());
  const Output weight =
      make<op::Reshape>(in[1], indices({conv.groups, w[0] / conv.groups, w[1], w[2], w[3]}), false);
  return make<op::GroupConvolution>(in[0], weight, stride, begin, end, dilation, pad);
}

Output lower(const ConvTranspose2d& conv, const Inputs& in) {
  const auto [begin, end] = ends_of<ov::CoordinateDiff>(conv.padding);
  return make<op::ConvolutionBackpropData>(in[0], in[1], pair_of<ov::Strides>(conv.stride), begin,
                                           end, ov::Strides{1, 1});
}

Output lower(const Pool2d& pool, const Inputs& in) {
  const auto stride = pair_of<ov::Strides>(pool.stride);
  const auto [begin, end] = ends_of<ov::Shape>(pool.padding);
  const auto kernel = pair_of<ov::Shape>(pool.kernel);
  const ov::op::PadType pad = pad_type(pool.padding);
  if (pool.kind == Pool2d::Kind::max) {
    return std::make_shared<op::MaxPool>(in[0], stride, ov::Strides{1, 1}, begin, end, kernel,
                                         ov::op::RoundingType::FLOOR, pad)
        ->output(0);
  }
  return make<op::AvgPool>(in[0], stride, begin, end, kernel, /*exclude_pad=*/false,
                           ov::op::RoundingType::FLOOR, pad);
}

Output lower(const MatMul& matmul, const Inputs& in) {
  return make<op::MatMul>(in[0], in[1], matmul.transpose_a, matmul.transpose_b);
}

Output lower(const Einsum& einsum, const Inputs& in) {
  return make<op::Einsum>(in, einsum.equation);
}

Output lower(const Unary& unary, const Inputs& in) {
  switch (unary.kind) {
    case Unary::Kind::relu:
      return make<op::Relu>(in[0]);
    case Unary::Kind::gelu:
      return make<op::Gelu>(in[0], ov::op::GeluApproximationMode::ERF);
    case Unary::Kind::silu:
      return make<op::Swish>(in[0]);
    case Unary::Kind::sigmoid:
      return make<op::Sigmoid>(in[0]);
    case Unary::Kind::tanh:
      return make<op::Tanh>(in[0]);
    case Unary::Kind::exp:
      return make<op::Exp>(in[0]);
    case Unary::Kind::log:
      return make<op::Log>(in[0]);
    case Unary::Kind::sqrt:
      return make<op::Sqrt>(in[0]);
    case Unary::Kind::sin:
      return make<op::Sin>(in[0]);
    case Unary::Kind::negative:
      return make<op::Negative>(in[0]);
  }
  unknown_kind();
}

Output lower(const Clamp& clamp, const Inputs& in) {
  return make<op::Clamp>(in[0], clamp.low, clamp.high);
}

Output lower(const Binary& binary, const Inputs& in) {
  switch (binary.kind) {
    case Binary::Kind::add:
      return make<op::Add>(in[0], in[1]);
    case Binary::Kind::subtract:
      return make<op::Subtract>(in[0], in[1]);
    case Binary::Kind::multiply:
      return make<op::Multiply>(in[0], in[1]);
    case Binary::Kind::divide:
      return make<op::Divide>(in[0], in[1]);
    case Binary::Kind::maximum:
      return make<op::Maximum>(in[0], in[1]);
    case Binary::Kind::minimum:
      return make<op::Minimum>(in[0], in[1]);
    case Binary::Kind::power:
      return make<op::Power>(in[0], in[1]);
    case Binary::Kind::greater:
      return make<op::Greater>(in[0], in[1]);
    case Binary::Kind::equal:
      return make<op::Equal>(in[0], in[1]);
  }
  unknown_kind();
}

Output lower(const Select&, const Inputs& in) { return make<op::Select>(in[0], in[1], in[2]); }

Output lower(const Softmax& softmax, const Inputs& in) {
  return make<op::Softmax>(in[0], softmax.axis);
}

Output lower(const LayerNorm& norm, const Inputs& in) {
  const Output unit = make<op::MVN>(in[0], indices({-1}), /*normalize_variance=*/true, norm.epsilon,
                                    ov::op::MVNEpsMode::INSIDE_SQRT);
  return make<op::Add>(make<op::Multiply>(unit, in[1]), in[2]);
}

Output lower(const Attention& attention, const Inputs& in) {
  const Output mask = in.size() > 3 ? in[3] : scalar(0.0F);
  return make<op::ScaledDotProductAttention>(in[0], in[1], in[2], mask, scalar(attention.scale),
                                             /*causal=*/false);
}

Output lower(const Reduce& reduce, const Inputs& in) {
  const Output axes = indices(reduce.axes);
  switch (reduce.kind) {
    case Reduce::Kind::mean:
      return make<op::ReduceMean>(in[0], axes, reduce.keep_axes);
    case Reduce::Kind::sum:
      return make<op::ReduceSum>(in[0], axes, reduce.keep_axes);
    case Reduce::Kind::max:
      return make<op::ReduceMax>(in[0], axes, reduce.keep_axes);
    case Reduce::Kind::min:
      return make<op::ReduceMin>(in[0], axes, reduce.keep_axes);
  }
  unknown_kind();
}

Output lower(const Reshape&, const Inputs& in) {
  return make<op::Reshape>(in[0], in[1], /*special_zero=*/true);
}

Output lower(const Unsqueeze& unsqueeze, const Inputs& in) {
  return make<op::Unsqueeze>(in[0], indices({unsqueeze.axis}));
}

Output lower(const Transpose& transpose, const Inputs& in) {
  return make<op::Transpose>(in[0], indices(transpose.order));
}

Output lower(const Concat& concat, const Inputs& in) { return make<op::Concat>(in, concat.axis); }

Output lower(const Slice& slice, const Inputs& in) {
  return make<op::Slice>(in[0], in[1], in[2], indices(Dims(slice.axes.size(), 1)),
                         indices(slice.axes));
}

Output lower(const Gather& gather, const Inputs& in) {
  return make<op::Gather>(in[0], in[1], indices({gather.axis}));
}

Output lower(const TopK& top, const Inputs& in) {
  const Output length = indices(Dims(static_cast<std::size_t>(top.count), 0));
  return make<op::Convert>(make<HostOpNode>(Inputs{in[0], length}, top_k_kernel()),
                           ov::element::i64);
}

Output lower(const Pad&, const Inputs& in) {
  return make<op::Pad>(in[0], in[1], in[2], scalar(0.0F), ov::op::PadMode::CONSTANT);
}

Output lower(const Broadcast&, const Inputs& in) {
  return make<op::Broadcast>(in[0], in[1], ov::op::BroadcastType::BIDIRECTIONAL);
}

Output lower(const Resize2d& resize, const Inputs& in) {
  using Interpolate = ov::op::v11::Interpolate;
  const bool nearest = resize.kind == Resize2d::Kind::nearest;
  Interpolate::InterpolateAttrs attributes;
  attributes.mode =
      nearest ? Interpolate::InterpolateMode::NEAREST : Interpolate::InterpolateMode::LINEAR_ONNX;
  attributes.shape_calculation_mode = Interpolate::ShapeCalcMode::SIZES;
  attributes.coordinate_transformation_mode =
      nearest ? Interpolate::CoordinateTransformMode::ASYMMETRIC
              : Interpolate::CoordinateTransformMode::HALF_PIXEL;
  attributes.nearest_mode = Interpolate::NearestMode::FLOOR;
  attributes.pads_begin = {0, 0, 0, 0};
  attributes.pads_end = {0, 0, 0, 0};
  return make<Interpolate>(in[0], in[1], indices({2, 3}), attributes);
}

Output lower(const Cast& cast, const Inputs& in) {
  return make<op::Convert>(in[0], to_openvino(cast.dtype));
}

Output lower(const HostOp& host, const Inputs& in) { return make<HostOpNode>(in, *host.kernel); }

}  // namespace

Output lower(const Operation& operation, const Inputs& inputs) {
  return std::visit([&](const auto& op) { return lower(op, inputs); }, operation);
}

}  // namespace saa::nn
