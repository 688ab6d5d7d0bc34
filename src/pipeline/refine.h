// Refinement (eq. 2): from boxes to masks.
#pragma once

#include "pipeline/candidates.h"
#include "pipeline/presets.h"
#include "pipeline/refiner.h"

#include <saa/image.h>

namespace saa {

/// Gives every kept candidate its mask and area. Where nothing was segmented, `empty_masks` says
/// whether the candidate is dropped (Rule::empty_mask) or goes on without a pixel.
/// @throws std::logic_error if the refiner breaks its contract.
[[nodiscard]] Candidates refine(RefinerPass& pass, const Image& image, Candidates candidates,
                                EmptyMask empty_masks);

/// The same for the inspected objects; none of them is dropped.
[[nodiscard]] Candidates refine_objects(RefinerPass& pass, const Image& image, Candidates objects);

}  // namespace saa
