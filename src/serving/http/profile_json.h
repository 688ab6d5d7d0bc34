// A profile as JSON: the keys of the TOML file, with `prompts` for its [[prompt]] tables.
#pragma once

#include "output/json.h"

#include <saa/profile.h>
#include <string_view>

namespace saa::serving {

/// Every key, in the order of the file; `threshold` is null where the profile has none.
[[nodiscard]] Json profile_json(const Profile& profile);

/// Keys that are missing or null have the defaults of Profile.
/// @param path names the object in messages: "profile".
/// @throws InputError that names the key, with the nearest for one that is unknown.
[[nodiscard]] Profile profile_from_json(const Json& json, std::string_view path);

/// A built-in profile. @throws InputError with the nearest name if there is none; a path to a file
/// is no name.
[[nodiscard]] Profile profile_by_name(std::string_view name);

}  // namespace saa::serving
