// An engine whose networks are loaded when they are asked something for the first time: for runs
// that have most answers on record, perhaps all.
#pragma once

#include "pipeline/engine_parts.h"
#include "pipeline/method.h"

#include <functional>

namespace saa {

/// @param facts as the engine's own, known from an earlier run.
/// @param load makes the engine; called once at most, by whichever thread asks first. Asking throws
///        what it throws, and WeightsError if the engine is not the one that `facts` tell of
///        (another engine, other weights).
[[nodiscard]] EngineParts deferred_engine(MethodFacts facts, std::function<EngineParts()> load);

}  // namespace saa
