// Refinement (eq. 2): from boxes to masks.
#pragma once

#include "pipeline/candidates.h"
#include "pipeline/presets.h"
#include "pipeline/refiner.h"

namespace saa {

/// Gives every kept candidate its mask and area. Where nothing was segmented, `empty_masks` says
/// whether the candidate is dropped (Rule::empty_mask) or goes on without a pixel.
[[nodiscard]] Candidates refine(RefinerPass& pass, Candidates candidates, EmptyMask empty_masks);

/// The same for the inspected objects; none of them is dropped.
[[nodiscard]] Candidates refine_objects(RefinerPass& pass, Candidates objects);

}  // namespace saa
