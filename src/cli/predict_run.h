// A run of `saa predict` from its first image to its summary.
#pragma once

#include "cli/interruption.h"
#include "cli/predict_options.h"
#include "cli/process_image.h"
#include "cli/run_record.h"
#include "cli/terminal.h"
#include "output/output_folder.h"

#include <chrono>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa::cli {

class PredictRun {
 public:
  /// Makes and locks the output folder. The references must outlive the run.
  /// @param command the words of the command line, for the manifest.
  /// @throws IoError if the folder cannot be written.
  PredictRun(const PredictArguments& arguments, const std::vector<InputImage>& images,
             const Profile& profile, const Segmenter& segmenter,
             const std::vector<std::string>& command, Terminal& terminal);

  /// @returns the exit code. @throws IoError or WeightsError where going on is of no use; what was
  ///          finished until then is on record.
  [[nodiscard]] int run();

 private:
  void work_through_images();
  void write_exports();
  void deliver(std::size_t index, const ImageOutcome& outcome);
  [[nodiscard]] int conclude();
  [[nodiscard]] std::string summary() const;

  const PredictArguments& arguments_;
  const std::vector<InputImage>& images_;
  const Segmenter& segmenter_;
  Terminal& terminal_;
  int jobs_;
  OutputFolder folder_;
  RunRecord record_;
  BatchSettings settings_;
  std::vector<AnnotatedImage> annotated_;  ///< of all images through, if they are to be exported
  Interruption interruption_;
  std::chrono::steady_clock::time_point start_;
  Progress progress_;
};

}  // namespace saa::cli
