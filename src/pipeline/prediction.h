// How every prediction begins and ends, whatever the method.
#pragma once

#include "pipeline/method.h"

#include <saa/image.h>
#include <saa/profile.h>
#include <saa/result.h>
#include <saa/segmenter.h>

namespace saa {

/// The part of a result that is known before the first stage. The threshold is the call's, else the
/// profile's, else the method's own.
/// @throws InputError for an image without pixels or with another number of bytes than its size
///         says, and for a threshold or profile out of range.
[[nodiscard]] Result begin_prediction(const Image& image, const Profile& profile,
                                      const PredictOptions& options, const MethodFacts& facts);

/// Score, label and mask from the result's map. A score of 0 is never anomalous, whatever the
/// threshold.
void decide(Result& result);

}  // namespace saa
