// The older form of torch.save: pickles in a row, then the storages.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/shared_bytes.h"
#include "checkpoint/state_dict.h"

#include <string>

namespace saa {

/// What such a file starts with after the pickle's protocol: the integer that torch.save chose.
inline constexpr std::string_view kTorchLegacyMagic = "\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19";

/// @param source the file, for messages.
/// @throws WeightsError for a file that torch.save did not write, and for a damaged one.
[[nodiscard]] TensorMap read_torch_legacy(const SharedBytes& file, const std::string& source,
                                          LoadBudget& budget);

}  // namespace saa
