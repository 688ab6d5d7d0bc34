// The primitives of which every network is made, as plain data. A runtime or an exporter gives each
// of them its meaning once (Builder::apply); adding one here makes those fail to compile until they
// know it. Networks write them through the functions of nn/ops.h and nn/layers.h.
//
// Pictures are [batch, channels, height, width], weights are laid out as PyTorch does. An axis may
// be negative: it counts from the end.
#pragma once

#include "nn/value.h"

#include <array>
#include <string>
#include <variant>

namespace saa::nn {

/// Padding of a picture. `same` (TensorFlow's SAME) pads, for any size of the input, so that the
/// output is ceil(size / stride), the odd pixel going to the bottom and the right; the four numbers
/// are not used then.
struct Padding2d {
  Dim top = 0, left = 0, bottom = 0, right = 0;
  bool same = false;

  [[nodiscard]] static constexpr Padding2d all(Dim n) { return {n, n, n, n}; }
  [[nodiscard]] static constexpr Padding2d tensorflow_same() { return {.same = true}; }
};

/// (x [B, I, H, W], weight [O, I / groups, h, w]) -> [B, O, H', W']. Zero padding.
struct Conv2d {
  std::array<Dim, 2> stride = {1, 1};
  Padding2d padding = {};
  std::array<Dim, 2> dilation = {1, 1};
  Dim groups = 1;
};

/// (x [B, I, H, W], weight [I, O, h, w]) -> [B, O, (H-1)*stride + h - padding, …].
struct ConvTranspose2d {
  std::array<Dim, 2> stride = {1, 1};
  Padding2d padding = {};
};

/// (x [B, C, H, W]) -> [B, C, H', W']. Padded places never win a maximum and count as zeros in a
/// mean. The size is rounded down.
struct Pool2d {
  enum class Kind { max, mean } kind;
  std::array<Dim, 2> kernel;
  std::array<Dim, 2> stride;
  Padding2d padding = {};
};

/// (a [..., M, K], b [..., K, N]) -> [..., M, N]; leading axes broadcast.
struct MatMul {
  bool transpose_a = false;
  bool transpose_b = false;
};

/// (several values) -> Einstein summation, "bnhwd,hkd->bnhwk".
struct Einsum {
  std::string equation;
};

/// Element by element. gelu is the exact (erf) form, silu is x * sigmoid(x).
struct Unary {
  enum class Kind { relu, gelu, silu, sigmoid, tanh, exp, log, sqrt, sin, negative } kind;
};

/// Element by element, bounded below and above.
struct Clamp {
  float low;
  float high;
};

/// (a, b) element by element, NumPy broadcasting. greater and equal give booleans.
struct Binary {
  enum class Kind { add, subtract, multiply, divide, maximum, minimum, power, greater, equal } kind;
};

/// (condition, a, b) -> a where the condition holds, else b. Broadcasts.
struct Select {};

struct Softmax {
  Dim axis;
};

/// (x [..., C], weight [C], bias [C]) -> zero mean and unit variance over the last axis, then
/// scaled and shifted.
struct LayerNorm {
  float epsilon;
};

/// (query [B, h, N, d], key [B, h, M, d], value [B, h, M, e], optional mask broadcastable to
/// [B, h, N, M] and added to the scores) -> softmax(scale * query key^T + mask) value.
struct Attention {
  float scale;
};

/// (x) -> the axes reduced, kept with size 1 or dropped.
struct Reduce {
  enum class Kind { mean, sum, max, min } kind;
  Dims axes;
  bool keep_axes = false;
};

/// (x, i64 sizes [rank]) -> same elements. A 0 keeps the size at that place, one -1 is worked out.
struct Reshape {};

/// (x) -> a new axis of size 1 at this place of the result.
struct Unsqueeze {
  Dim axis;
};

/// (x) -> axes in this order.
struct Transpose {
  Dims order;
};

/// (several values) -> joined along the axis.
struct Concat {
  Dim axis;
};

/// (x, i64 begin [n], i64 end [n]) -> x[begin:end] along the n axes. Negative bounds count from
/// the end; bounds beyond it are cut.
struct Slice {
  Dims axes;
};

/// (x, integer indices) -> the indexed places of the axis; the indices' shape takes its place.
struct Gather {
  Dim axis;
};

/// (scores [N]) -> i64 [count]: places of the largest, in falling order; of equal ones those in
/// front come first.
struct TopK {
  Dim count;
};

/// (x, i64 before [rank], i64 after [rank]) -> x with zeros around it.
struct Pad {};

/// (x, i64 sizes [rank]) -> size-1 axes repeated.
struct Broadcast {};

/// (x [B, C, H, W], i64 size [2]) -> [B, C, h, w], as PyTorch's interpolate: nearest takes
/// floor(i * H / h); bilinear has pixel centres at i + 1/2 (align_corners=False), no antialias.
struct Resize2d {
  enum class Kind { nearest, bilinear } kind;
};

/// (x) -> the same numbers in another type.
struct Cast {
  DType dtype;
};

class HostKernel;

/// An operator of our own that computes on the host. Runtimes may know `kernel` by its name and
/// bring their own form of it.
struct HostOp {
  const HostKernel* kernel;  ///< of static lifetime
};

using Operation =
    std::variant<Conv2d, ConvTranspose2d, Pool2d, MatMul, Einsum, Unary, Clamp, Binary, Select,
                 Softmax, LayerNorm, Attention, Reduce, Reshape, Unsqueeze, Transpose, Concat,
                 Slice, Gather, TopK, Pad, Broadcast, Resize2d, Cast, HostOp>;

}  // namespace saa::nn
