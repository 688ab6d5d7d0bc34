// UTAD with its network loaded.
#pragma once

#include "pipeline/method.h"

#include <memory>
#include <saa/segmenter.h>

namespace saa::baselines {

/// SegmenterOptions::method_variant chooses the network: "wide-resnet50" (the published one),
/// "efficientnet-lite0"; without one, the first whose file is there, which a notice tells of if it
/// is not the published one.
/// @throws UsageError for another variant, WeightsError if the network's file is missing, damaged
///         or of another network.
[[nodiscard]] std::unique_ptr<AnomalyMethod> make_utad(const SegmenterOptions& options);

}  // namespace saa::baselines
