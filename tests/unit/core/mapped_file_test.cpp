#include "core/mapped_file.h"

#include "unit/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

using test::TemporaryFolder;

TEST(MappedFile, ShowsTheBytes) {
  const TemporaryFolder folder;
  std::ofstream(folder / "größe.bin") << "abc";
  const MappedFile file(folder / "größe.bin");
  ASSERT_EQ(file.bytes().size(), 3U);
  EXPECT_EQ(file.bytes()[2], std::byte{'c'});
}

TEST(MappedFile, MapsAnEmptyFileToNothing) {
  const TemporaryFolder folder;
  std::ofstream(folder / "empty").flush();
  EXPECT_TRUE(MappedFile(folder / "empty").bytes().empty());
}

TEST(MappedFile, KeepsTheBytesWhenMoved) {
  const TemporaryFolder folder;
  std::ofstream(folder / "a") << "x";
  MappedFile first(folder / "a");
  const MappedFile second(std::move(first));
  EXPECT_EQ(second.bytes()[0], std::byte{'x'});
}

TEST(MappedFile, NamesAMissingFileAndTheReason) {
  const TemporaryFolder folder;
  try {
    MappedFile file(folder / "missing.pth");
    FAIL() << "opened a missing file";
  } catch (const IoError& error) {
    EXPECT_NE(std::string(error.what()).find("missing.pth: No such file"), std::string::npos)
        << error.what();
  }
}

TEST(MappedFile, RefusesAFolder) {
  const TemporaryFolder folder;
  EXPECT_THROW(MappedFile(folder.path()), IoError);
}

}  // namespace
}  // namespace saa
