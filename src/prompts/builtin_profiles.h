// The table of profiles compiled into the program from profiles/ (cmake/embed_profiles.cmake).
#pragma once

#include <span>
#include <string_view>

namespace saa {

struct BuiltinProfile {
  std::string_view name;  ///< "visa/candle"
  std::string_view toml;
};

/// Sorted by name.
[[nodiscard]] std::span<const BuiltinProfile> builtin_profile_table();

}  // namespace saa
