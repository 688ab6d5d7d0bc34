// evaluation.json: how the scores in a folder came about, and how far the run is. Schema
// "saa.evaluation/1", described in docs/evaluation.md.
#pragma once

#include "evaluation/run/evaluate.h"
#include "evaluation/run/run_folder.h"
#include "evaluation/run/work_list.h"
#include "output/json.h"
#include "output/run_manifest.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace saa {

/// What is on record in a folder, or nothing. @throws InputError if the file is damaged.
[[nodiscard]] std::optional<Json> read_evaluation_manifest(const RunFolder& folder);

/// All that does not change while a run goes on: data set, networks, variants, images.
/// @param options with the engine that was chosen.
[[nodiscard]] Json describe_run(const EvaluationPlan& plan, const SegmenterOptions& options,
                                const MethodFacts& facts, const WorkList& work);

/// @throws InputError if what is on record is of another data set or split.
void expect_same_dataset(const Json& recorded, const Dataset& dataset, const RunFolder& folder);

struct EvaluationCounts {
  std::size_t images = 0;    ///< of the run
  std::size_t done = 0;      ///< have scores
  std::size_t computed = 0;  ///< for which something was predicted
};

class EvaluationRecord {
 public:
  /// Writes the manifest of a run that goes on, with the earlier runs in it, and takes older tables
  /// away: they would not tell what the folder holds. @throws IoError if that fails.
  EvaluationRecord(const RunFolder& folder, Json description, const std::optional<Json>& earlier);

  /// @throws IoError if it cannot be written.
  void close(RunState state, const EvaluationCounts& counts, std::span<const ImageFailure> failures,
             const std::string& error = {});

 private:
  void write(const Json& outcome) const;

  const RunFolder& folder_;
  Json description_;
  Json earlier_runs_;
  std::string started_;
};

}  // namespace saa
