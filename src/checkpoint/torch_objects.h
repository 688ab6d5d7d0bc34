// The few Python names that stand in torch checkpoints, and what calling them gives. Nothing is
// ever executed: a "call" builds a value here, paid from the budget.
#pragma once

#include "checkpoint/byte_reader.h"
#include "checkpoint/load_budget.h"
#include "checkpoint/pickle_value.h"

#include <string_view>

namespace saa::pickle {

/// @param reader stands in the pickle, and says where in errors.
/// @throws WeightsError naming the name, if tensors and containers have no need of it.
[[nodiscard]] Name find_name(const ByteReader& reader, std::string_view module,
                             std::string_view name);

/// `callee(*arguments)`. @throws WeightsError if the arguments are not what the callee takes.
[[nodiscard]] Value call(const ByteReader& reader, Heap& heap, LoadBudget& budget,
                         const Value& callee, const Value& arguments);

/// The storage that a persistent id stands for:
/// ("storage", type, key, device, elements[, None or (view key, first element, elements)]).
[[nodiscard]] Value storage_of(const ByteReader& reader, Heap& heap, LoadBudget& budget,
                               const Value& id);

}  // namespace saa::pickle
