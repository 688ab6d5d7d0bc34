#include "output/output_folder.h"

#include "core/atomic_file.h"
#include "unit/temporary_folder.h"

#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

TEST(OutputFolder, IsMadeWithItsParents) {
  const test::TemporaryFolder folder;
  const OutputFolder out(folder / "a/b");
  EXPECT_TRUE(fs::is_directory(folder / "a/b"));
}

TEST(OutputFolder, BelongsToOneRunAtATime) {
  const test::TemporaryFolder folder;
  {
    const OutputFolder first(folder.path());
    EXPECT_THROW(OutputFolder second(folder.path()), IoError);
  }
  EXPECT_NO_THROW(OutputFolder third(folder.path()));
}

TEST(OutputFolder, SaysWhatToDoWhereAFileIsInTheWay) {
  const test::TemporaryFolder folder;
  write_file_atomically(folder / "file", "x");
  try {
    const OutputFolder out(folder / "file/out");
    FAIL() << "no error";
  } catch (const IoError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("--out"));
  }
}

TEST(OutputFolder, RemovesLeftoversOfKilledRuns) {
  const test::TemporaryFolder folder;
  write_file_atomically(folder / "run.json", R"({"schema": "saa.run/1"})");
  for (const char* name : {"a.json.7-0.saa-tmp", "sub/deep/b_mask.png.7-1.saa-tmp", "sub/b.json"})
    write_file_atomically(folder / name, "x");
  const OutputFolder out(folder.path());
  EXPECT_FALSE(fs::exists(folder / "a.json.7-0.saa-tmp"));
  EXPECT_FALSE(fs::exists(folder / "sub/deep/b_mask.png.7-1.saa-tmp"));
  EXPECT_TRUE(fs::exists(folder / "sub/b.json"));
}

TEST(OutputFolder, DoesNotSearchAFolderThatNoRunHasWrittenInto) {
  const test::TemporaryFolder folder;
  for (const char* name : {"a.7-0.saa-tmp", "sub/b.7-1.saa-tmp"})
    write_file_atomically(folder / name, "x");
  const OutputFolder out(folder.path());
  EXPECT_FALSE(fs::exists(folder / "a.7-0.saa-tmp"));
  EXPECT_TRUE(fs::exists(folder / "sub/b.7-1.saa-tmp"));
}

}  // namespace
}  // namespace saa
