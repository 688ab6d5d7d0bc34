// From scores on record to the tables of a run.
#pragma once

#include "evaluation/run/evaluate.h"
#include "evaluation/run/run_folder.h"
#include "output/json.h"

namespace saa {

/// Judges every category in every variant and writes results.csv and results.json.
/// @param description of the run (describe_run).
/// @param evaluation its failures are the images without scores; the results are added.
/// @throws as judge(), IoError if a file cannot be written.
void conclude(const Json& description, const RunFolder& folder, const MetricOptions& metrics,
              Evaluation& evaluation, EvaluationWatcher& watcher);

}  // namespace saa
