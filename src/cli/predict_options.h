// The options of `saa predict`.
#pragma once

#include "cli/context_choice.h"
#include "cli/input_list.h"
#include "cli/method_options.h"
#include "cli/profile_options.h"
#include "output/annotations/write_annotations.h"
#include "output/result_files.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <saa/segmenter.h>
#include <set>

namespace saa::cli {

struct PredictArguments {
  InputWords input{.words = {}, .list = {}, .out = "predictions"};
  ProfileOptions profile;
  SegmenterOptions segmenter;
  PredictOptions predict;
  ContextChoice context;
  ReadLimits limits;
  WantedFiles files;
  std::set<AnnotationFormat> exports;  ///< written when the run has finished
  bool resume = false;
  bool json = false;
  int jobs = 0;  ///< images in flight; 0: as the engine suggests
};

/// Adds every option, in groups, with examples.
void add_predict_options(CLI::App& app, PredictArguments& arguments);

}  // namespace saa::cli
