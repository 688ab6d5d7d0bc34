// One image of a batch: read, predict, write, or find that all that is done.
#pragma once

#include "cli/input_list.h"
#include "output/result_files.h"
#include "output/result_json.h"

#include <filesystem>
#include <optional>
#include <saa/image.h>
#include <saa/profile.h>
#include <saa/segmenter.h>
#include <string>

namespace saa::cli {

/// The same for all images of a batch.
struct BatchSettings {
  std::filesystem::path out;
  Profile profile;
  PredictOptions predict;
  ReadLimits limits;
  WantedFiles files;
  bool resume = false;
  std::string options_sha256;
};

struct ImageOutcome {
  Json json;                             ///< result or error, as in docs/result-schema.md
  std::optional<ResultSummary> summary;  ///< unset: the image failed
  std::string error;                     ///< why, in one line that names the file
  bool resumed = false;                  ///< was finished before
};

/// What is wrong with the image is an outcome; the next one may be better.
/// @returns nothing if `settings.predict.cancel` was set before the image was finished.
/// @throws OutputError if a result cannot be written, WeightsError if the engine cannot work: no
/// image
///         will do any better.
[[nodiscard]] std::optional<ImageOutcome> process_image(const InputImage& input,
                                                        const Segmenter& segmenter,
                                                        const BatchSettings& settings);

}  // namespace saa::cli
