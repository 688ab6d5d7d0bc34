// A network's answer that is no number must not be compared with others.
#pragma once

#include <span>
#include <string_view>

namespace saa {

/// @param network for the message: "saliency network".
/// @throws WeightsError if a value is not finite.
void expect_finite(std::span<const float> values, std::string_view network);

}  // namespace saa
