#include "core/atomic_file.h"

#include "unit/temporary_folder.h"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <saa/error.h>
#include <sys/resource.h>

namespace saa {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::ptrdiff_t files_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

/// No file may grow beyond `bytes` while this lives: writing then fails as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(AtomicFile, MakesFoldersAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "a/b/c.json", "{}");
  EXPECT_EQ(read_text(folder / "a/b/c.json"), "{}");
  EXPECT_EQ(files_in(folder / "a/b"), 1);
}

TEST(AtomicFile, ReplacesTheOldFile) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "x", "old and longer");
  write_file_atomically(folder / "x", "new");
  EXPECT_EQ(read_text(folder / "x"), "new");
}

TEST(AtomicFile, KeepsTheOldFileWhenWritingFails) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "x", "old");
  {
    const FileSizeLimit limit(1000);
    EXPECT_THROW(write_file_atomically(folder / "x", std::string(5000, 'n')), IoError);
  }
  EXPECT_EQ(read_text(folder / "x"), "old");
  EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(AtomicFile, NamesTheTargetThatCannotBeWritten) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "in the way";
  try {
    write_file_atomically(folder / "file/x.png", "data");
    FAIL() << "wrote below a file";
  } catch (const IoError& error) {
    EXPECT_NE(std::string(error.what()).find("file"), std::string::npos);
  }
}

}  // namespace
}  // namespace saa
