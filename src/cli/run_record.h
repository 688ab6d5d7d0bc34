// The record of a run beside its results: results.csv and run.json.
#pragma once

#include "cli/process_image.h"
#include "output/run_manifest.h"
#include "output/run_table.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saa::cli {

class RunRecord {
 public:
  /// Writes a manifest that says the run is going on, and takes an older run's table away: it would
  /// not tell what the folder holds from now on. With `resume`, notes the earlier runs first.
  /// @throws IoError if the folder cannot be written.
  RunRecord(std::filesystem::path folder, RunManifest manifest, std::size_t images, bool resume);

  void add(std::size_t index, const InputImage& image, const ImageOutcome& outcome);

  /// Writes table and manifest. @throws IoError if that fails.
  void close(RunState state, const std::string& error = {});

  [[nodiscard]] const RunCounts& counts() const { return manifest_.counts; }
  [[nodiscard]] std::string options_sha256() const {
    return saa::options_sha256(manifest_.options);
  }

 private:
  void write_manifest() const;

  std::filesystem::path folder_;
  RunManifest manifest_;
  std::vector<std::optional<TableRow>> rows_;
};

}  // namespace saa::cli
