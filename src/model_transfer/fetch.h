// An official file from its publisher, or a mirror, into the models folder.
#pragma once

#include "model_files/registry.h"
#include "model_transfer/transfer_watcher.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>

namespace saa {

struct FetchOptions {
  /// Where files are taken from instead of their publishers: BASE/<file name>, with http, https or
  /// file. Empty: the publishers.
  std::string base_url;
  bool replace = false;  ///< fetch although a file is there
  /// Attempts after one that failed for a reason that may pass; one that brought bytes forward
  /// does not count.
  int retries = 4;
  std::chrono::seconds stall_timeout{30};
};

enum class Fetched {
  already_there,  ///< with the right checksum, or as a conversion that `import` made
  downloaded
};

/// Fetches `model` into `dir`: resumes what an earlier run left, checks size and SHA-256, and only
/// then gives the file its name. Several processes may do so at once.
/// @throws IoError if it cannot be had or written (what came is kept in `<file>.part`);
///         WeightsError if what came, or what is there, is another file; UnsupportedError if no
///         address is published; CancelledError if `stop` becomes true.
Fetched fetch_model(const ModelFile& model, const std::filesystem::path& dir,
                    const FetchOptions& options, TransferWatcher& watcher,
                    const std::atomic<bool>& stop);

/// @throws UsageError if `base_url` is not an address that files can be taken from.
void check_base_url(const std::string& base_url);

}  // namespace saa
