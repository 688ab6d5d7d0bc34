// Single values over a profile, as a command line or a request gives them.
#pragma once

#include <optional>
#include <saa/profile.h>
#include <string>
#include <vector>

namespace saa {

struct ProfileChanges {
  std::optional<std::string> sentence{};  ///< the published property sentence
  std::optional<std::string> object{};
  /// "text=phrase that must not come back"; without "=" that is the inspected object. They replace
  /// the profile's own.
  std::optional<std::vector<std::string>> prompts{};
  std::optional<int> object_count{};
  std::optional<int> top_k{};
  std::optional<double> max_area{};
  std::optional<OverlapRule> overlap{};
  std::optional<double> min_overlap{};
};

/// First the sentence, then the others over it. Values are not checked (validate_profile).
/// @throws as with_property_sentence().
[[nodiscard]] Profile with_changes(Profile profile, const ProfileChanges& changes);

/// `profile` under a name that says so if it differs from `named`: a result must not pass for one
/// of the profile as it is published.
[[nodiscard]] Profile marked_if_changed(Profile profile, const Profile& named);

}  // namespace saa
