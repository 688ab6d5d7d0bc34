#include "core/known_digest.h"

#include "core/sha256.h"
#include "unit/temporary_folder.h"

#include <chrono>
#include <fstream>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

class KnownDigest : public ::testing::Test {
 protected:
  void SetUp() override { write("some weights"); }

  void write(const std::string& text) const { std::ofstream(file) << text; }

  /// The one note in the folder.
  [[nodiscard]] fs::path note() const { return fs::directory_iterator(notes)->path(); }

  test::TemporaryFolder folder;
  fs::path file = folder.path() / "weights.pth";
  fs::path notes = folder.path() / "notes";
};

TEST_F(KnownDigest, IsTheFilesDigest) {
  fs::create_directory(notes);
  const std::string digest = sha256_file(file);
  EXPECT_EQ(known_sha256(file, {}), digest);
  EXPECT_EQ(known_sha256(file, notes), digest);
  EXPECT_EQ(known_sha256(file, notes), digest);
}

TEST_F(KnownDigest, IsTakenFromTheNote) {
  fs::create_directory(notes);
  (void)known_sha256(file, notes);
  const std::string invented(64, 'a');
  std::ifstream in(note());
  std::string state;
  std::getline(in, state);
  std::ofstream(note()) << state << "\n" << invented << "\n";
  EXPECT_EQ(known_sha256(file, notes), invented);
}

TEST_F(KnownDigest, AChangedFileIsReadAgain) {
  fs::create_directory(notes);
  const std::string before = known_sha256(file, notes);
  const auto time = fs::last_write_time(file);
  write("same length!");
  fs::last_write_time(file, time);  // as a copying program does
  EXPECT_NE(known_sha256(file, notes), before);
  EXPECT_EQ(known_sha256(file, notes), sha256_file(file));
}

TEST_F(KnownDigest, ADamagedNoteIsNotBelieved) {
  fs::create_directory(notes);
  const std::string digest = known_sha256(file, notes);
  for (const char* text : {"", "1 2 3\n", "1 2 3\nxyz\n", "\n\n\n"}) {
    std::ofstream(note()) << text;
    EXPECT_EQ(known_sha256(file, notes), digest) << text;
  }
}

TEST_F(KnownDigest, AFolderThatCannotBeUsedDoesNotMatter) {
  EXPECT_EQ(known_sha256(file, folder.path() / "missing" / "deep"), sha256_file(file));
  EXPECT_EQ(known_sha256(file, file), sha256_file(file));
}

TEST_F(KnownDigest, AMissingFileIsAnError) {
  EXPECT_THROW((void)known_sha256(folder.path() / "none.pth", notes), IoError);
}

}  // namespace
}  // namespace saa
