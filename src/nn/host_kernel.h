// Operators that no runtime has, computed on the host.
#pragma once

#include "nn/value.h"

#include <span>
#include <string_view>

namespace saa::nn {

/// What a HostOp computes. One object of static lifetime a kernel; evaluate() is called from
/// several threads at a time.
class HostKernel {
 public:
  virtual ~HostKernel() = default;
  /// Identifies the kernel in exported networks: "saa.deformable_attention".
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Shape of the f32 result; sizes may be kDynamic on both sides.
  [[nodiscard]] virtual Dims result_shape(std::span<const Dims> inputs) const = 0;
  /// Computes the result, row by row in the shape that result_shape() gives for the inputs.
  virtual void evaluate(std::span<const Tensor> inputs, std::span<float> result) const = 0;
};

}  // namespace saa::nn
