// The evaluations behind the paper's tables and figures.
#pragma once

#include "datasets/dataset.h"
#include "evaluation/run/evaluate.h"

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <saa/segmenter.h>
#include <span>
#include <string>
#include <vector>

namespace saa {

/// A method with what is changed of it, variant by variant. Variants share the networks' answers.
struct MethodRun {
  Method method = Method::hybrid_prompts;
  std::vector<Variant> variants = {Variant{}};
};

/// Table 1: SAA+ and SAA in one run, then the baselines. @param methods "saa+", "saa", "clipseg",
/// "winclip", "utad"; empty: all. @throws UsageError for another name, with the nearest.
[[nodiscard]] std::vector<MethodRun> table1_runs(std::span<const std::string> methods,
                                                 Preset preset);
/// Table 2: SAA+ without each of its prompts, and as it is.
[[nodiscard]] std::vector<MethodRun> table2_runs(Preset preset);
/// Figure 4: SAA+ with and without saliency.
[[nodiscard]] std::vector<MethodRun> figure4_runs(Preset preset);
/// Figure 5: SAA+ with K = 1 … 20, and with every region.
[[nodiscard]] std::vector<MethodRun> figure5_runs(Preset preset);

/// On what, and how.
struct TableRequest {
  std::vector<Dataset> datasets;
  SegmenterOptions segmenter{};  ///< its method is set by each run
  std::size_t limit = 0;         ///< images of each category; 0: all
  int jobs = 0;
  std::filesystem::path out;  ///< runs are kept below it, so that tables share and continue them
  std::vector<std::string> command{};
  std::atomic<bool>* stop = nullptr;
};

/// A method that could not be run.
struct WaitingMethod {
  Method method = Method::hybrid_prompts;
  std::string reason;  ///< in one line, with the command that gets what is missing
};

struct TableResults {
  std::vector<CategoryResult> results;  ///< preset `reference` is not named in their variants
  std::vector<WaitingMethod> waiting;
  std::vector<std::string> notices;  ///< what engines cannot do, images that failed
  std::vector<Evaluation> evaluations;
};

/// Runs every method on every data set. One whose weights are missing is noted and the others go
/// on.
/// @throws as evaluate(), but for missing weights and methods that this build lacks.
[[nodiscard]] TableResults run_table(const TableRequest& request,
                                     std::span<const MethodRun> methods,
                                     EvaluationWatcher* watcher = nullptr);

/// The published data sets in or below a folder, opened. @throws InputError if there is none, with
/// what was looked for.
[[nodiscard]] std::vector<Dataset> open_published_datasets(const std::filesystem::path& folder);

}  // namespace saa
