// The safetensors format: a JSON header, then the tensors' bytes.
#pragma once

#include "checkpoint/load_budget.h"
#include "checkpoint/shared_bytes.h"
#include "checkpoint/state_dict.h"

#include <filesystem>
#include <map>
#include <string>

namespace saa {

/// Free texts about the file, under "__metadata__".
using Metadata = std::map<std::string, std::string, std::less<>>;

struct Safetensors {
  TensorMap tensors;
  Metadata metadata;
};

/// @param source the file, for messages.
/// @throws WeightsError if the header is not what the format asks for, an unknown dtype is used, or
///         the tensors leave gaps, overlap or do not end with the file.
[[nodiscard]] Safetensors read_safetensors(const SharedBytes& file, const std::string& source,
                                           LoadBudget& budget);

/// Writes the file whole or not at all, tensors at aligned offsets, so that reading maps them.
/// @throws IoError if it cannot be written.
void write_safetensors(const std::filesystem::path& file, const TensorMap& tensors,
                       const Metadata& metadata = {});

}  // namespace saa
