// The profile that a command line asks for: a named one, changed where options say so.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <saa/profile.h>
#include <string>
#include <vector>

namespace saa::cli {

struct ProfileOptions {
  std::string profile = "default";  ///< built-in name or TOML file
  std::string sentence;             ///< the published property sentence; empty: none
  std::optional<std::string> object;
  std::vector<std::string> prompts;  ///< "text" or "text=filtered phrase"
  std::optional<int> object_count;
  std::optional<int> top_k;
  std::optional<double> max_area;
  std::optional<OverlapRule> overlap;
  std::optional<double> min_overlap;
};

/// Adds the options that fill `options` as the group "Prompts".
void add_profile_options(CLI::App& app, ProfileOptions& options);

/// The named profile, then the sentence, then the single options, each over the one before.
/// @throws UsageError for a profile or sentence that cannot be read, values out of range, and
/// options
///         that contradict one another.
[[nodiscard]] Profile resolve_profile(const ProfileOptions& options);

}  // namespace saa::cli
