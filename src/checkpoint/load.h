// Opens a checkpoint, whichever of the published forms it has.
#pragma once

#include "checkpoint/state_dict.h"

#include <filesystem>

namespace saa {

/// Reads a `.pth`/`.pt` (the zip form and the older plain-pickle form) or `.safetensors` file; what
/// it is, is told from its first bytes, not its name. Tensors below a "model" or "state_dict" level
/// are lifted, a "module." prefix is taken off.
/// @throws WeightsError for a file that is not one of these, is damaged, or holds a name that no
///         tensor needs; IoError if it cannot be opened.
[[nodiscard]] StateDict load_checkpoint(const std::filesystem::path& file);

}  // namespace saa
