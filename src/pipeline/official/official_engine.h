// The engine of the paper: GroundingDINO, SAM and WideResNet50-2 with their official weights.
#pragma once

#include "model_files/find.h"
#include "pipeline/engine_parts.h"

#include <saa/segmenter.h>
#include <string>

namespace saa::official {

/// The registered files that `options` asks for, as far as the models folder has them.
struct Checkpoints {
  FoundModel detector;  ///< `file` is empty where there is none
  FoundModel refiner;
  FoundModel saliency;
  FoundModel vocabulary;
  /// One line on what is missing and the command that fetches it; empty if all are there.
  std::string missing;
  bool some = false;  ///< whether the folder has a detector or a refiner of the official ones
};

/// Looks at names only.
[[nodiscard]] Checkpoints find_checkpoints(const SegmenterOptions& options);

/// Loads and compiles all networks.
/// @throws WeightsError if a file is missing, damaged or of another network.
[[nodiscard]] EngineParts make_official_engine(const SegmenterOptions& options,
                                               const Checkpoints& checkpoints);

}  // namespace saa::official
