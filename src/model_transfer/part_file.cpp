#include "model_transfer/part_file.h"

#include "model_files/size_text.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <saa/error.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr auto kLockInterval = std::chrono::milliseconds(100);

[[noreturn]] void fail(const fs::path& path, const std::string& what, int reason) {
  std::string message = "cannot " + what + " " + path.string() + ": " + std::strerror(reason);
  if (reason == EACCES || reason == EROFS)
    message += "; choose a folder that can be written with --models or SAA_MODELS";
  throw IoError(message);
}

/// Whether `path` is still the file behind `fd`: another process may have renamed or deleted it
/// between open and lock.
bool is_same_file(int fd, const fs::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(fd, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void stop_if_asked(const std::atomic<bool>& stop) {
  if (stop) throw CancelledError("interrupted");
}

}  // namespace

PartFile::PartFile(const fs::path& target, const std::function<void()>& waiting,
                   const std::atomic<bool>& stop)
    : target_(target), path_(target) {
  path_ += ".part";
  if (const fs::path folder = target.parent_path(); !folder.empty()) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail(folder, "make the folder", error.value());
  }
  try {
    lock(waiting, stop);
    read_what_is_there(stop);
  } catch (...) {
    if (fd_ >= 0) ::close(fd_);
    throw;
  }
}

PartFile::~PartFile() {
  if (fd_ >= 0) ::close(fd_);  // which unlocks it
}

void PartFile::lock(const std::function<void()>& waiting, const std::atomic<bool>& stop) {
  for (bool said = false;;) {
    // O_NOFOLLOW: somebody else's link must not make us write elsewhere.
    fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd_ < 0) fail(path_, "write", errno);
    while (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) fail(path_, "lock", errno);
      if (!said) waiting();
      said = true;
      std::this_thread::sleep_for(kLockInterval);
      stop_if_asked(stop);
    }
    if (is_same_file(fd_, path_)) return;
    ::close(fd_);
    fd_ = -1;
  }
}

void PartFile::read_what_is_there(const std::atomic<bool>& stop) {
  std::vector<std::byte> buffer(std::size_t{1} << 20U);
  for (;;) {
    stop_if_asked(stop);
    const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_, "read", errno);
    if (got == 0) return;
    digest_.update(std::span(buffer).first(static_cast<std::size_t>(got)));
    size_ += static_cast<std::uint64_t>(got);
  }
}

void PartFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)) {
      throw IoError("no space left for " + path_.string() + " (" + std::strerror(errno) +
                    "); the " + size_text(size_) +
                    " there are kept: free some space and run again");
    }
    if (written < 0) fail(path_, "write", errno);
    const auto count = static_cast<std::size_t>(written);
    digest_.update(bytes.first(count));
    size_ += count;
    bytes = bytes.subspan(count);
  }
}

void PartFile::clear() {
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0) fail(path_, "write", errno);
  digest_ = Sha256();
  size_ = 0;
}

void PartFile::finish() {
  if (::fsync(fd_) != 0) fail(path_, "write", errno);
  if (::rename(path_.c_str(), target_.c_str()) != 0) fail(target_, "write", errno);
}

void PartFile::discard() {
  if (::unlink(path_.c_str()) != 0) fail(path_, "delete", errno);
}

std::uint64_t free_space(const fs::path& folder) {
  std::error_code error;
  fs::path existing = fs::absolute(folder.empty() ? "." : folder, error);
  while (!fs::exists(existing, error) && existing.has_relative_path())
    existing = existing.parent_path();
  const fs::space_info space = fs::space(existing, error);
  if (error)
    throw IoError("cannot ask for the free space of " + existing.string() + ": " + error.message());
  return space.available;
}

void require_free_space(const fs::path& folder, std::uint64_t needed) {
  const std::uint64_t available = free_space(folder);
  if (available < needed) {
    throw IoError("not enough space in " + folder.string() + ": " + size_text(needed) +
                  " are needed, " + size_text(available) +
                  " are free; free some or choose another folder with --models");
  }
}

}  // namespace saa
