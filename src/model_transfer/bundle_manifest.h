// What a bundle says it holds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// The first entry of a bundle.
inline constexpr std::string_view kManifestName = "manifest.json";

struct BundledFile {
  std::string name;
  std::uint64_t size = 0;  ///< bytes
  std::string sha256;      ///< 64 digits
};

[[nodiscard]] std::string manifest_text(const std::vector<BundledFile>& files);

/// Reads what somebody else may have written.
/// @param source the bundle, for messages.
/// @throws WeightsError unless it is a manifest of this version whose names are plain (letters,
///         digits, dots, dashes and underscores; the ending of a model file), each there once.
[[nodiscard]] std::vector<BundledFile> read_manifest(std::string_view text,
                                                     const std::string& source);

}  // namespace saa
