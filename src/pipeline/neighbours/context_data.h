// All that a context holds, in memory or in its file.
#pragma once

#include "pipeline/neighbours/reference_patches.h"

#include <cstddef>
#include <filesystem>
#include <saa/context.h>
#include <string>
#include <vector>

namespace saa {

struct ContextData {
  ContextOptions options;          ///< as resolved: no automatic network, no side of 0
  WeightsFile weights;             ///< of a file's: network and sha256 only
  std::vector<std::string> names;  ///< one a reference, as the next three
  std::vector<std::string> keys;   ///< image_key()
  std::vector<float> images;       ///< [references, image_channels]
  std::vector<double> scores;      ///< each reference's own, against others; of a single one 0
  std::size_t image_channels = 0;
  double nearest_share = 1;  ///< see mean_of_lowest()
  ReferencePatches patches;
  std::string sha256;  ///< of all above
};

/// SHA-256 of everything but `sha256`.
[[nodiscard]] std::string digest(const ContextData& data);

/// The safetensors form that docs/neighbours.md describes. @throws IoError if it cannot be written.
void write_context(const ContextData& data, const std::filesystem::path& file);

/// Maps what write_context() wrote, after checking every size and the digest.
/// @throws InputError if it is anything else, IoError if it cannot be opened.
[[nodiscard]] ContextData read_context(const std::filesystem::path& file);

/// Whether the file begins as one of write_context() does.
[[nodiscard]] bool begins_as_context(const std::filesystem::path& file);

}  // namespace saa
