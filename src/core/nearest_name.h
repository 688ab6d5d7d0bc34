// "Did you mean …": the known name closest to one that was typed.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace saa {

/// The name with the smallest edit distance to `typed` (the first of equals), or "" if `known` is
/// empty or nothing is near enough to be meant (distance above half of the longer word).
[[nodiscard]] std::string nearest_name(std::string_view typed, std::span<const std::string> known);

}  // namespace saa
