// The files of one image's result. The JSON is written last: it is the mark that all are there.
#pragma once

#include "output/json.h"

#include <filesystem>
#include <optional>
#include <saa/error.h>
#include <saa/image.h>
#include <saa/result.h>
#include <string>

namespace saa {

/// Files that can be left away or added.
struct WantedFiles {
  bool overlay = true;
  bool float_map = false;
};

/// A result cannot be written where it belongs; the next one could not either.
class OutputError : public IoError {
 public:
  using IoError::IoError;
};

class ResultFiles {
 public:
  /// @param name folder and first part of the files' names: "out/lot 7/part".
  explicit ResultFiles(const std::filesystem::path& name);

  /// Writes all files of the result. Those of an earlier result are taken away first, its JSON
  /// before all others, so that at no moment the JSON stands beside another result's files.
  /// @param image the picture itself, for the overlay.
  /// @throws OutputError if a file cannot be written; none of them is there then.
  void write(const Image& image, const Result& result, const Json& json,
             const WantedFiles& wanted) const;

  /// Takes away what an earlier run left. @throws OutputError if a file cannot be removed.
  void remove() const;

  /// The JSON of a finished result if it belongs to this content and these options and no wanted
  /// file is missing.
  [[nodiscard]] std::optional<Json> finished(const std::string& image_sha256,
                                             const std::string& options_sha256,
                                             const WantedFiles& wanted) const;

 private:
  std::filesystem::path json_;
  std::filesystem::path anomaly_map_;
  std::filesystem::path float_map_;
  std::filesystem::path mask_;
  std::filesystem::path overlay_;
};

}  // namespace saa
