// A filter of its own for each channel of a picture whose channels come last.
#pragma once

#include "nn/ops.h"

namespace saa::nn {

/// 3 x 3 filters, zeros around the picture. The runtime's own works on channels in blocks, to which
/// and from which it copies pictures between layers over the last axis.
///
/// @param x f32 [1, H, W, C], @param weight [C, 3, 3], @param bias [C]
/// @return f32 [1, H, W, C]
[[nodiscard]] Value depthwise_convolution(const Value& x, const Value& weight, const Value& bias);

}  // namespace saa::nn
