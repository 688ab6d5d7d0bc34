// The published filters on a generator's boxes, in their order.
#pragma once

#include "pipeline/candidates.h"
#include "pipeline/proposal.h"

#include <limits>
#include <string_view>
#include <vector>

namespace saa {

struct BoxLimits {
  double min_score = 0;                                       ///< a box must score more
  double max_area = std::numeric_limits<double>::infinity();  ///< pixels; a box must be smaller
};

/// The proposals as candidates with their fate: score > min_score, area < max_area, area > 0, and a
/// phrase that does not contain `filtered_phrase` (empty: any phrase passes). The first filter that
/// drops a box decides; a fate that the generator itself gave stays. A score that is not a number
/// counts as 0.
/// @param prompt index of the prompt that made the proposals, -1 for none.
[[nodiscard]] Candidates filter_boxes(std::vector<Proposal> proposals, int prompt,
                                      std::string_view filtered_phrase, const BoxLimits& limits);

}  // namespace saa
