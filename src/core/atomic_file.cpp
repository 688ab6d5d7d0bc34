#include "core/atomic_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <saa/error.h>
#include <string>
#include <unistd.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& target, const char* what, int reason) {
  std::string message =
      "cannot " + std::string(what) + " " + target.string() + ": " + std::strerror(reason);
  if (reason == ENOSPC || reason == EDQUOT)
    message += "; free some space and run again with --resume";
  throw IoError(message);
}

/// Unique within the machine: process id and a counter for threads of this process.
fs::path temporary_name(const fs::path& target) {
  static std::atomic<unsigned> counter{0};
  fs::path name = target;
  name += "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) +
          std::string(kTemporarySuffix);
  return name;
}

/// Writes everything or returns errno.
int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void write_file_atomically(const fs::path& target,
                           std::span<const std::span<const std::byte>> pieces) {
  if (const fs::path folder = target.parent_path(); !folder.empty()) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail(folder, "make the folder", error.value());
  }
  const fs::path temporary = temporary_name(target);
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) fail(target, "write", errno);
  int reason = 0;
  for (const auto piece : pieces)
    if (reason == 0) reason = write_all(fd, piece);
  if (::close(fd) != 0 && reason == 0) reason = errno;
  if (reason == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) reason = errno;
  if (reason != 0) {
    ::unlink(temporary.c_str());
    fail(target, "write", reason);
  }
}

void write_file_atomically(const fs::path& target, std::span<const std::byte> bytes) {
  write_file_atomically(target, std::span(&bytes, 1));
}

void write_file_atomically(const fs::path& target, std::string_view text) {
  write_file_atomically(target, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace saa
