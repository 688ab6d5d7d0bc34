#include "image/file_bytes.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <saa/error.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file) {
  throw IoError("cannot read " + file.string() + ": " + std::strerror(errno));
}

/// An open file, closed on every way out.
class OpenFile {
 public:
  explicit OpenFile(const fs::path& path)
      : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (fd_ < 0) fail(path_);
  }
  ~OpenFile() { ::close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] std::int64_t size() const {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) fail(path_);
    if (!S_ISREG(status.st_mode)) {
      throw IoError("cannot read " + path_.string() + ": it is " +
                    (S_ISDIR(status.st_mode) ? "a folder" : "not a regular file"));
    }
    return status.st_size;
  }

  /// Fills `bytes`; shortens them if the file has become shorter.
  void read(std::vector<std::uint8_t>& bytes) const {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = ::read(fd_, &bytes[done], bytes.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(path_);
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
  }

 private:
  const fs::path& path_;
  int fd_;
};

}  // namespace

std::vector<std::uint8_t> read_file_bytes(const fs::path& file, std::int64_t max_bytes) {
  const OpenFile open(file);
  const std::int64_t size = open.size();
  if (size > max_bytes) {
    throw InputError(file.string() + " has " + std::to_string(size) +
                     " bytes, more than the limit of " + std::to_string(max_bytes) +
                     "; is it a picture? Otherwise make it smaller");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  open.read(bytes);
  return bytes;
}

}  // namespace saa
