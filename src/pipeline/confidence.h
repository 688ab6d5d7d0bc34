// Confidence prompt P^C (eq. 8): the K best regions go on.
#pragma once

#include "pipeline/candidates.h"
#include "pipeline/presets.h"

#include <optional>

namespace saa {

/// Ranks the kept candidates by rescored score, 1 = best, equal scores by `ties`, and drops those
/// whose rank is beyond `top_k` (Rule::top_k, rank against K); unset: none is dropped.
[[nodiscard]] Candidates keep_best(Candidates candidates, std::optional<int> top_k, TieRule ties);

/// The order of a result: kept candidates by rank, then those that the confidence prompt dropped by
/// rank, then the others by generator score; equal ones as they were.
[[nodiscard]] Candidates in_result_order(Candidates candidates);

}  // namespace saa
