// The phrases that CLIPSeg is asked for.
#pragma once

#include <saa/profile.h>
#include <string>
#include <vector>

namespace saa::baselines {

/// The profile's language prompts, each phrase by itself ("crack. scratch." is two: a full stop
/// ends a phrase where a space or nothing follows), without spaces around it, none twice.
[[nodiscard]] std::vector<std::string> clipseg_phrases(const Profile& profile);

}  // namespace saa::baselines
