// What a network reads off the shapes of its weights.
#pragma once

#include "checkpoint/state_dict.h"

#include <cstdint>
#include <string_view>

namespace saa::sam {

/// One size of the tensor under this key, which is not marked as read.
/// @throws WeightsError if there is no such tensor or size.
[[nodiscard]] std::int64_t weight_dim(const Scope& scope, std::string_view leaf, std::size_t axis);

}  // namespace saa::sam
