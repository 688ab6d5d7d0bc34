// The folder that one run writes into.
#pragma once

#include <filesystem>

namespace saa {

/// Owns the folder while it lives: two runs never write into one folder at a time.
class OutputFolder {
 public:
  /// Makes the folder if it is missing, locks it, and removes what a killed run left half-written.
  /// @throws IoError if it cannot be made or read, or another run is writing into it.
  explicit OutputFolder(std::filesystem::path path);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

/// Whether a run has written into this folder (it holds saa's manifest). A walk through folders of
/// images passes it by, so that overlays are not taken for photographs.
[[nodiscard]] bool holds_results(const std::filesystem::path& folder);

}  // namespace saa
