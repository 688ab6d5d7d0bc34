// From options to the method they name, networks loaded.
#pragma once

#include "pipeline/engine_parts.h"
#include "pipeline/method.h"

#include <memory>
#include <saa/segmenter.h>

namespace saa {

/// The engine of Method::hybrid_prompts. It does not remember answers yet (remember()).
/// @throws as Segmenter's constructor.
[[nodiscard]] EngineParts make_engine(const SegmenterOptions& options);

/// @throws as Segmenter's constructor.
[[nodiscard]] std::unique_ptr<AnomalyMethod> make_method(const SegmenterOptions& options);

}  // namespace saa
