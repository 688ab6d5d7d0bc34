// A layer's weights in the order in which host kernels read them.
#pragma once

#include "nn/network.h"
#include "nn/ops.h"
#include "nn/panel_product.h"

namespace saa::nn {

/// The panels of a weight that does not change with the network's inputs: a runtime computes them
/// once, when it compiles the network.
/// @param weight f32 [outputs, inputs]
/// @return f32 [panel_count(outputs), inputs, kPanelOutputs]
[[nodiscard]] Value weight_panels(const Value& weight);

/// Whether a kernel's input has the shape of such panels.
[[nodiscard]] bool are_panels(const Dims& panels, Dim outputs, Dim inputs);

/// A layer whose weight and bias [outputs] are inputs of a kernel.
[[nodiscard]] Panels layer_of(const Tensor& panels, const Tensor& bias);

}  // namespace saa::nn
