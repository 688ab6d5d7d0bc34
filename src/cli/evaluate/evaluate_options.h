// The options of `saa evaluate DATASET`.
#pragma once

#include "cli/context_choice.h"
#include "cli/method_options.h"
#include "cli/profile_options.h"
#include "datasets/dataset.h"
#include "evaluation/run/evaluate.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

namespace saa::cli {

struct EvaluateArguments {
  DatasetKind kind = DatasetKind::folder;
  std::filesystem::path data;
  DatasetOptions dataset;
  ProfileOptions profile;  ///< of a published data set only --top-k is asked for
  SegmenterOptions segmenter;
  PredictOptions predict;
  ContextChoice context;
  int jobs = 0;
  int limit = 0;
  int side = kProtocolSide;
  MaskRule mask_rule = MaskRule::above_zero;
  std::string shard;  ///< "2/3", "none", or "" : as the environment says
  std::filesystem::path out;
  bool json = false;
  std::filesystem::path reference_csv;  ///< "" : not wanted
  std::filesystem::path vand;           ///< "" : not wanted
};

/// Adds every option, in groups, with examples. @param arguments its kind is set.
void add_evaluate_options(CLI::App& app, EvaluateArguments& arguments);

/// @throws UsageError for values that cannot be meant.
[[nodiscard]] EvaluationPlan plan_for(const EvaluateArguments& arguments);

}  // namespace saa::cli
