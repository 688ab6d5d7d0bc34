// Property prompt P^P (eq. 4), on masks: not too large beside the inspected object, and on it.
#pragma once

#include "pipeline/candidates.h"
#include "pipeline/inspected_object.h"

#include <saa/profile.h>

namespace saa {

struct PropertyLimits {
  double max_area = 0;  ///< pixels; a mask must be smaller
  OverlapRule overlap = OverlapRule::none;
  double min_overlap = 0;  ///< [0, 1]; a mask must overlap at least that much
};

/// Notes for every candidate with a mask which share of it lies in the object.
[[nodiscard]] Candidates measure_object_share(Candidates candidates, const RegionMask& object);

/// Drops kept candidates by area (Rule::area), then by overlap with the object (Rule::overlap).
/// Where no object was found nothing can be asked of the overlap.
[[nodiscard]] Candidates apply_property(Candidates candidates, const RegionMask& object,
                                        const PropertyLimits& limits);

}  // namespace saa
