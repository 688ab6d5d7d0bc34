// Layer norm of rows, for host kernels.
#pragma once

#include <cstddef>

namespace saa::nn {

struct RowNorm {
  const float* weight;  ///< [channels]
  const float* bias;    ///< [channels]
  std::size_t channels;
  float epsilon;  ///< added to the variance
};

/// out = (row - mean) / sqrt(variance + epsilon) * weight + bias for each of x [rows, channels], on
/// the calling thread. Rows of out are `out_row` numbers apart; out may be x.
void normalise(const float* x, std::size_t rows, const RowNorm& norm, float* out,
               std::size_t out_row);

/// The same of x + y.
void normalise_sum(const float* x, const float* y, std::size_t rows, const RowNorm& norm,
                   float* out);

}  // namespace saa::nn
