// The JSON header of a safetensors file, read without building a tree.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/safetensors.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

struct SafetensorsEntry {
  std::string name;
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::vector<std::uint64_t> offsets;  ///< begin and end, from the end of the header
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  Metadata metadata;
};

/// @param source the file, for messages.
/// @throws WeightsError with the place if `json` is not a header: malformed, too deep, an unknown
/// or
///         repeated field, a value of another type.
[[nodiscard]] SafetensorsHeader read_safetensors_header(std::string_view json,
                                                        const std::string& source,
                                                        LoadBudget& budget);

}  // namespace saa
