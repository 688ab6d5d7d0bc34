// WinCLIP with its network loaded.
#pragma once

#include "pipeline/method.h"

#include <memory>
#include <saa/segmenter.h>

namespace saa::baselines {

/// SegmenterOptions::method_variant names one of winclip_forms().
/// @throws UsageError for another name, WeightsError if a file is missing, damaged or of another
///         network.
[[nodiscard]] std::unique_ptr<AnomalyMethod> make_winclip(const SegmenterOptions& options);

}  // namespace saa::baselines
