// --method: SAA+, plain SAA, or a baseline.
#pragma once

#include <CLI/CLI.hpp>
#include <saa/segmenter.h>

namespace saa::cli {

/// Adds --method and --method-variant. When the verb's command line has been read, UsageError is
/// thrown for a preset that contradicts the method, and for an option that means nothing to it:
/// nothing that was asked for is ignored.
/// @param app the verb, with its --preset, if it has one, filling `predict`; these options must
///        outlive the parsing.
void add_method_choice(CLI::App& app, SegmenterOptions& segmenter, PredictOptions& predict,
                       const char* group);

}  // namespace saa::cli
