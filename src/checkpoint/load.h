// Opens a checkpoint, whichever of the published forms it has.
#pragma once

#include "checkpoint/format.h"
#include "checkpoint/shared_bytes.h"
#include "checkpoint/state_dict.h"

#include <filesystem>

namespace saa {

/// Reads a `.pth`/`.pt` (the zip form and the older plain-pickle form) or `.safetensors` file; what
/// it is, is told from its first bytes, not its name. Of a TorchScript program the tensors of its
/// modules are read, and none of its code. Tensors below a "model" or "state_dict" level
/// are lifted, a "module." prefix that all names have is taken off.
/// @throws WeightsError for a file that is not one of these, is damaged, or holds a name that no
///         tensor needs; IoError if it cannot be opened.
[[nodiscard]] StateDict load_checkpoint(const std::filesystem::path& file);

/// The same for bytes in memory; tensors are views into them. `source` names them in messages.
[[nodiscard]] StateDict parse_checkpoint(const SharedBytes& bytes,
                                         const std::filesystem::path& source);

/// The file mapped into memory. @throws IoError if it cannot be opened.
[[nodiscard]] SharedBytes map_checkpoint(const std::filesystem::path& file);

}  // namespace saa
