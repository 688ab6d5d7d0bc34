// A method for runs that have most of its answers on record.
#pragma once

#include "pipeline/method.h"

#include <memory>
#include <saa/segmenter.h>

namespace saa {

/// The method that `options` name. An engine's networks are loaded when something is asked that its
/// memory does not hold (options.memory_bytes, pipeline/kept_parts.h); a baseline's at once.
/// @param facts of the same method, from the run that the record is of.
/// @throws as Segmenter's constructor; predict() throws WeightsError if the networks here are not
///         those that `facts` tell of.
[[nodiscard]] std::unique_ptr<AnomalyMethod> make_deferred_method(const SegmenterOptions& options,
                                                                  MethodFacts facts);

}  // namespace saa
