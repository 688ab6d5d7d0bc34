// Layer norm of a sum, as it stands at the end of a transformer's layers.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

namespace saa::nn {

/// layer_norm(scope, x + y, epsilon) in one pass over memory: x and y f32 of one shape [..., C],
/// `weight` and `bias` [C].
[[nodiscard]] Value add_norm(const Scope& scope, const Value& x, const Value& y, float epsilon);

}  // namespace saa::nn
