// A file that is not all there yet.
#pragma once

#include "core/sha256.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace saa {

/// `<target>.part`, which keeps what has come of a file until all of it is there and is checked.
/// It outlives an interruption, so that a later run goes on where this one stopped. Locked while
/// open: of several processes one writes, the others wait.
class PartFile {
 public:
  /// Opens what is there, or an empty one; makes missing folders; reads what is there for the
  /// checksum. While another process holds it, calls `waiting` once and waits.
  /// @throws IoError if it cannot be opened; CancelledError if `stop` becomes true.
  PartFile(const std::filesystem::path& target, const std::function<void()>& waiting,
           const std::atomic<bool>& stop);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// SHA-256 of what is there.
  [[nodiscard]] std::string digest() const { return digest_.digest(); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// @throws IoError if the disk is full or the file cannot be written; what fitted stays.
  void append(std::span<const std::byte> bytes);
  /// Starts again with nothing.
  void clear();
  /// All is there and checked: becomes the target, whole, also after a crash.
  void finish();
  /// Deletes it.
  void discard();

 private:
  void lock(const std::function<void()>& waiting, const std::atomic<bool>& stop);
  void read_what_is_there(const std::atomic<bool>& stop);

  std::filesystem::path target_;
  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  Sha256 digest_;
};

/// Bytes that a user may write to the file system that holds `folder`, or its nearest parent that
/// exists. @throws IoError if the system does not say.
[[nodiscard]] std::uint64_t free_space(const std::filesystem::path& folder);

/// @throws IoError naming both numbers if fewer than `needed` bytes are free for `folder`.
void require_free_space(const std::filesystem::path& folder, std::uint64_t needed);

}  // namespace saa
