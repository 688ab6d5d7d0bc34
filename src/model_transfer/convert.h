// A checkpoint of any published form as safetensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace saa {

/// Of floating-point tensors; integers stay what they are.
enum class StoredPrecision { as_it_is, f32, f16 };

struct Conversion {
  std::filesystem::path file;  ///< what was written
  std::string network;         ///< as recognise_network() says
  std::size_t tensors = 0;
  std::uint64_t bytes = 0;  ///< of the file
};

/// Writes the tensors of `source`, under the same keys, to `<official stem>.safetensors` in `dir`:
/// the name under which find_model() takes it. The metadata say of which file and network it is.
/// @param replace a file of that name.
/// @throws WeightsError if `source` cannot be read, is of no network that saa runs, or holds a
/// value
///         that f16 cannot; IoError if the target is there or cannot be written.
Conversion convert_checkpoint(const std::filesystem::path& source, const std::filesystem::path& dir,
                              StoredPrecision precision, bool replace);

}  // namespace saa
