// Language prompts (eq. 1): one generator pass a prompt, results joined, boxes filtered.
#pragma once

#include "pipeline/box_filters.h"
#include "pipeline/cancellation.h"
#include "pipeline/generator.h"

#include <cstddef>
#include <cstdint>
#include <saa/profile.h>
#include <span>

namespace saa {

/// How many of the boxes below the score threshold are listed, best first: the near misses.
inline constexpr std::size_t kListedNearMisses = 20;

struct Generated {
  Candidates candidates;             ///< in the order of the prompts, then of the boxes
  std::int64_t below_threshold = 0;  ///< boxes that the score threshold dropped, listed or not
};

/// @param prompts empty: one pass without a prompt, for a generator that does not read text.
/// @throws CancelledError between passes.
[[nodiscard]] Generated generate(GeneratorPass& pass, std::span<const Prompt> prompts,
                                 const BoxLimits& limits, const Cancellation& cancellation);

}  // namespace saa
