// Sizes that are read off a checkpoint's tensors.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/value.h"

#include <cstddef>
#include <string>

namespace saa::grounding_dino {

/// Rows (axis 0) or columns (axis 1) of a matrix. What else its shape must be is seen when it is
/// read. @throws WeightsError if there is no such matrix.
[[nodiscard]] nn::Dim matrix_size(const StateDict& weights, const std::string& key,
                                  std::size_t axis);

/// How many of `<list>0<leaf>`, `<list>1<leaf>`, … there are in a row.
[[nodiscard]] nn::Dim count_layers(const StateDict& weights, const std::string& list,
                                   const std::string& leaf);

}  // namespace saa::grounding_dino
