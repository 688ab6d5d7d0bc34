// Activations, for host kernels.
#pragma once

#include <cstddef>

namespace saa::nn {

/// values = gelu(values), the exact form x (1 + erf(x / sqrt 2)) / 2, to 1e-7 or the last bit.
void gelu_in_place(float* values, std::size_t count);

/// values = gelu(values + other)
void gelu_of_sum(float* values, const float* other, std::size_t count);

/// values = max(values, 0); a NaN stays one.
void relu_in_place(float* values, std::size_t count);

}  // namespace saa::nn
