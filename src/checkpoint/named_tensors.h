// From the object in a pickle to the tensors in it, by their dotted names.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/pickle_value.h"
#include "checkpoint/shared_bytes.h"
#include "checkpoint/state_dict.h"

#include <functional>
#include <string>

namespace saa {

/// The bytes of a storage (all of it, also for a view), aligned to its dtype. Throws WeightsError,
/// with `where` before the message, if the file does not hold them.
using FindStorage =
    std::function<SharedBytes(const pickle::Storage& storage, const std::string& where)>;

/// All tensors below `root`. Keys of nested dicts and positions in lists are joined by dots; what
/// is not a tensor is passed over. Where the root has a "state_dict" or "model" entry with tensors
/// in it, these are taken, without that name, and the rest (an optimizer, say) is left.
/// @param source the file, and the entry in it, for messages.
/// @throws WeightsError if two tensors have one name, or one does not fit its storage.
[[nodiscard]] TensorMap named_tensors(const pickle::Value& root, const std::string& source,
                                      const FindStorage& find_storage, LoadBudget& budget);

}  // namespace saa
