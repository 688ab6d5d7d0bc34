// A registered checkpoint while networks are made from it.
#pragma once

#include "checkpoint/state_dict.h"
#include "core/mapped_file.h"
#include "model_files/find.h"

#include <filesystem>
#include <memory>
#include <saa/segmenter.h>

namespace saa {

class OpenCheckpoint {
 public:
  /// @param cache folder for what is known of files (core/known_digest.h); may be empty.
  /// @throws WeightsError if the file is damaged, or holds another network than its name says.
  OpenCheckpoint(const FoundModel& found, const std::filesystem::path& cache);
  /// A compiled network has what it needs in memory of its own, laid out for the processor; the
  /// file's pages beside it would double the gigabytes.
  ~OpenCheckpoint();
  OpenCheckpoint(OpenCheckpoint&&) noexcept = default;
  OpenCheckpoint& operator=(OpenCheckpoint&&) noexcept = default;
  OpenCheckpoint(const OpenCheckpoint&) = delete;
  OpenCheckpoint& operator=(const OpenCheckpoint&) = delete;

  [[nodiscard]] const StateDict& weights() const { return weights_; }
  /// Network, file and digest, for run manifests.
  [[nodiscard]] const WeightsFile& description() const { return description_; }

 private:
  std::shared_ptr<const MappedFile> file_;
  StateDict weights_;
  WeightsFile description_;
};

}  // namespace saa
