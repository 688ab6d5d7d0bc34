// From a storage, an offset and strides to a dense tensor.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/pickle_value.h"
#include "checkpoint/shared_bytes.h"
#include "checkpoint/tensor.h"

#include <string>

namespace saa {

/// The tensor that `record` describes in the bytes of its storage: a view where it lies dense and
/// aligned there, else a row-major copy paid from `budget` (an expanded tensor has more elements
/// than its storage).
/// @param where starts the messages: file and tensor.
/// @throws WeightsError if its sizes overflow or it reaches beyond the storage.
[[nodiscard]] Tensor dense_tensor(const SharedBytes& storage, const pickle::TensorRecord& record,
                                  const std::string& where, LoadBudget& budget);

}  // namespace saa
