// Reads one pickle, as torch.save writes them, and nothing more.
#pragma once

#include "checkpoint/byte_reader.h"
#include "checkpoint/load_budget.h"
#include "checkpoint/pickle_value.h"

namespace saa::pickle {

/// Reads the pickle that `reader` stands at and leaves it behind its end. Only the opcodes of
/// protocols 2 to 5 that plain values, containers and tensors need are known, and only the names of
/// torch_objects.h; no code is run. Steps and memory are paid from `budget`.
/// @throws WeightsError with source and offset for anything else, and for a pickle that is cut off.
[[nodiscard]] Value unpickle(ByteReader& reader, Heap& heap, LoadBudget& budget);

}  // namespace saa::pickle
