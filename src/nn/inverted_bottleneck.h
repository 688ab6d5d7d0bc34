// The inverted bottleneck of MobileNetV2 (arXiv 1801.04381), as TinyViT's convolution blocks have
// it.
#pragma once

#include "nn/ops.h"

namespace saa::nn {

/// Its three convolutions, all with what follows them folded in.
struct Bottleneck {
  Value expand;          ///< [hidden, C]
  Value expand_bias;     ///< [hidden]
  Value depthwise;       ///< [hidden, 3, 3], a filter for each channel
  Value depthwise_bias;  ///< [hidden]
  Value project;         ///< [outputs, hidden]
  Value project_bias;    ///< [outputs]
};

/// y = project(gelu(depthwise(gelu(expand(x))))), and with `shortcut` gelu(y + x). The filters see
/// zeros around what was expanded. One operator that works on a few rows at a time: what is between
/// the convolutions, several times as large as x, stays in the processor's caches.
///
/// @param x f32 [1, H, W, C]
/// @param stride of the filters, 1 or 2
/// @param shortcut needs stride 1 and as many outputs as C
/// @return f32 [1, (H - 1) / stride + 1, (W - 1) / stride + 1, outputs]
[[nodiscard]] Value inverted_bottleneck(const Value& x, const Bottleneck& weights, Dim stride,
                                        bool shortcut);

}  // namespace saa::nn
