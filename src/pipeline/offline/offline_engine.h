// The engine that needs no download: no language model, no promptable segmentation network.
#pragma once

#include "pipeline/engine_parts.h"

#include <saa/segmenter.h>

namespace saa {

/// Saliency features come from EfficientNet-Lite0 if its weights are in the models folder
/// (options.models, else default_models_dir()), else from classical features, which `notices` says.
/// @throws WeightsError if the file is there but damaged or of another network.
[[nodiscard]] EngineParts make_offline_engine(const SegmenterOptions& options);

}  // namespace saa
