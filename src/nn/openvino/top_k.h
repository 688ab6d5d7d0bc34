// The TopK primitive on the host: OpenVINO's stable form sorts by exchanging neighbours.
#pragma once

#include "nn/host_kernel.h"

namespace saa::nn {

/// (scores f32 [N], anything [count]) -> places f32 [count]. Exact below 2^24 scores.
/// What runs it throws Error if there are fewer scores than `count`.
[[nodiscard]] const HostKernel& top_k_kernel();

}  // namespace saa::nn
