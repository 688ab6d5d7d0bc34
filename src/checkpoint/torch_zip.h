// The zip form of torch.save, which it writes since torch 1.6.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/shared_bytes.h"
#include "checkpoint/state_dict.h"

#include <string>

namespace saa {

/// @param source the file, for messages.
/// @throws WeightsError for an archive that torch.save did not write, and for a damaged one.
[[nodiscard]] TensorMap read_torch_zip(const SharedBytes& file, const std::string& source,
                                       LoadBudget& budget);

}  // namespace saa
