// CLIPSeg with its networks loaded.
#pragma once

#include "pipeline/method.h"

#include <memory>
#include <saa/segmenter.h>

namespace saa::baselines {

/// SegmenterOptions::method_variant: "rd64-refined" (the default), "rd64-refined-379", "rd64" or
/// "rd64-379"; those that end in 379 tap the blocks of CLIP that the networks were trained with.
/// Hugging Face's file is used before the authors' two.
/// @throws UsageError for another variant, WeightsError if a file is missing, damaged or of another
///         network.
[[nodiscard]] std::unique_ptr<AnomalyMethod> make_clipseg(const SegmenterOptions& options);

}  // namespace saa::baselines
