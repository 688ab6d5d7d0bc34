// run.json: how the results in a folder came about, so that a table can be traced. Schema
// "saa.run/1", described in docs/result-schema.md.
#pragma once

#include "output/json.h"

#include <filesystem>
#include <optional>
#include <saa/profile.h>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa {

inline constexpr const char* kManifestName = "run.json";
inline constexpr const char* kRunSchema = "saa.run/1";

/// The same of an evaluation (evaluation/run).
inline constexpr const char* kEvaluationName = "evaluation.json";
inline constexpr const char* kEvaluationSchema = "saa.evaluation/1";

/// All that may change a result: the same image and the same ResultOptions give the same result.
struct ResultOptions {
  Method method = Method::hybrid_prompts;
  std::string method_variant;  ///< of a baseline; "" : its default
  std::string engine;
  std::vector<WeightsFile> weights;
  Precision precision = Precision::f32;
  int detector_size = 0;            ///< pixels; 0 for an engine without such a detector
  Preset preset = Preset::paper;    ///< a baseline has none
  PromptSwitches prompts;           ///< of a baseline, those of language prompts count
  std::optional<double> threshold;  ///< as given by the user; unset: the profile's or engine's
  Profile profile;
  std::string context_sha256{};  ///< of Context; "" : there is none
};

[[nodiscard]] Json result_options_json(const ResultOptions& options);

/// SHA-256 of version and options; `--resume` skips a result only if it carries the same.
[[nodiscard]] std::string options_sha256(const ResultOptions& options);

struct RunCounts {
  std::size_t images = 0;     ///< asked for
  std::size_t done = 0;       ///< have a result, resumed ones included
  std::size_t resumed = 0;    ///< found finished
  std::size_t failed = 0;     ///< have none and an error
  std::size_t anomalous = 0;  ///< done with pred_label true
};

/// How far a run came. A run that was killed stays `running` until it is resumed.
enum class RunState { running, finished, interrupted, failed };

/// "running", "finished", …
[[nodiscard]] const char* state_name(RunState state);

/// "f32", "bf16", …
[[nodiscard]] const char* precision_name(Precision precision);

struct RunManifest {
  std::vector<std::string> command;  ///< the words of the command line
  ResultOptions options;
  Json run_options;     ///< what changes how, not what: threads, jobs, files wanted, …
  Json earlier_runs;    ///< of the runs that this one resumes: array of {started, ended, state}
  std::string started;  ///< UTC
  std::string ended;    ///< UTC; empty while it runs
  RunState state = RunState::running;
  RunCounts counts;
  std::string error;  ///< what made the run fail; empty if nothing did
};

[[nodiscard]] Json manifest_json(const RunManifest& manifest);

/// The earlier runs that a run with these options resumes: those noted in `manifest` and its own,
/// or none if the file is missing, unreadable, or from other options.
[[nodiscard]] Json runs_to_resume(const std::filesystem::path& manifest,
                                  const std::string& options_sha256);

}  // namespace saa
