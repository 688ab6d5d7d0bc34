// Model files in one archive, for machines without network.
#pragma once

#include "model_transfer/transfer_watcher.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace saa {

struct Bundle {
  std::filesystem::path file;
  std::uint64_t size = 0;  ///< bytes
  std::string sha256;      ///< of the archive itself
};

/// Writes an uncompressed tar archive of `files` (weights do not shrink): a manifest with their
/// SHA-256, then the files. The same files give the same bytes. It is either whole or not there.
/// @param replace an archive of that name.
/// @throws WeightsError if a file under an official name is not the official one; IoError if one
///         cannot be read, changes meanwhile, or the archive is there or cannot be written;
///         CancelledError if `stop` becomes true.
Bundle write_bundle(const std::filesystem::path& archive,
                    const std::vector<std::filesystem::path>& files, bool replace,
                    TransferWatcher& watcher, const std::atomic<bool>& stop);

/// Whether the file starts as a tar archive does.
[[nodiscard]] bool is_tar_archive(const std::filesystem::path& file);

/// Unpacks a bundle into `dir`. Nothing in it is trusted: entries must be plain files that the
/// manifest lists, in size and SHA-256 as it says and, under an official name, as the registry
/// says. Only when all are there and right does any get its name.
/// @param replace files that are there with other contents.
/// @returns the files that were put into place; those that were there already are not among them.
/// @throws WeightsError saying what is wrong with the archive; IoError if it cannot be read, a
///         file is there with other contents, or the disk is full; CancelledError if `stop` becomes
///         true.
std::vector<std::filesystem::path> read_bundle(const std::filesystem::path& archive,
                                               const std::filesystem::path& dir, bool replace,
                                               TransferWatcher& watcher,
                                               const std::atomic<bool>& stop);

}  // namespace saa
