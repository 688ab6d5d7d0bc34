#include "cli/input_list.h"

#include "core/atomic_file.h"
#include "output/run_manifest.h"
#include "unit/temporary_folder.h"

#include <gmock/gmock.h>
#include <saa/error.h>
#include <sstream>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class InputList : public ::testing::Test {
 protected:
  void touch(const std::string& name) { write_file_atomically(folder_ / name, "x"); }
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }

  [[nodiscard]] std::vector<InputImage> collect(std::vector<std::string> words,
                                                const std::string& list = "") const {
    std::istringstream in(list);
    return collect_images({.words = std::move(words), .list = {}, .out = folder_ / "out"}, in);
  }

  /// Paths relative to the test's folder.
  [[nodiscard]] std::vector<std::string> files(const std::vector<InputImage>& images) const {
    std::vector<std::string> names;
    for (const auto& image : images)
      names.push_back(image.file.lexically_relative(folder_.path()).string());
    return names;
  }

  static std::vector<std::string> names(const std::vector<InputImage>& images) {
    std::vector<std::string> result;
    for (const auto& image : images) result.push_back(image.name.string());
    return result;
  }

  test::TemporaryFolder folder_;
};

TEST_F(InputList, WalksAFolderSortedByPath) {
  for (const char* name :
       {"in/b.png", "in/a.JPG", "in/sub/c.Tiff", "in/notes.txt", "in/.d.png", "in/.hidden/e.png"})
    touch(name);
  const auto images = collect({at("in")});
  EXPECT_THAT(files(images), ElementsAre("in/a.JPG", "in/b.png", "in/sub/c.Tiff"));
  EXPECT_THAT(names(images), ElementsAre("a", "b", "sub/c"));
}

TEST_F(InputList, PassesResultsByAndLinkedFolders) {
  touch("a.png");
  touch("out/a_mask.png");
  touch("older/a_overlay.png");
  write_file_atomically(folder_ / "older/run.json", R"({"schema": "saa.run/1"})");
  touch("own/run.json");  // somebody else's
  touch("own/b.png");
  fs::create_directory_symlink(folder_.path(), folder_ / "own/round");
  EXPECT_THAT(files(collect({folder_.path().string()})), ElementsAre("a.png", "own/b.png"));
}

TEST_F(InputList, TakesAnImageOnceInTheOrderOfTheWords) {
  for (const char* name : {"in/a.png", "in/b.png"}) touch(name);
  EXPECT_THAT(files(collect({at("in/b.png"), at("in"), at("in/./a.png")})),
              ElementsAre("in/b.png", "in/a.png"));
}

TEST_F(InputList, ExpandsGlobsUnlessAFileHasThatName) {
  for (const char* name : {"a2.png", "a1.png", "b.png", "a[1].png"}) touch(name);
  EXPECT_THAT(files(collect({at("a?.png")})), ElementsAre("a1.png", "a2.png"));
  EXPECT_THAT(files(collect({at("a[1].png")})), ElementsAre("a[1].png"));
  EXPECT_THROW(static_cast<void>(collect({at("z*.png")})), UsageError);
}

TEST_F(InputList, ReadsListsByLineOrByZeroByte) {
  touch("a b.png");
  touch("*.png");
  const std::string lines = at("a b.png") + "\r\n\n" + at("*.png");
  EXPECT_THAT(files(collect({"-"}, lines)), ElementsAre("a b.png", "*.png"));
  const std::string odd = at("line\nfeed.png");
  EXPECT_THAT(files(collect({"-"}, odd + '\0' + at("*.png") + '\0')),
              ElementsAre("line\nfeed.png", "*.png"));
  EXPECT_THROW(static_cast<void>(collect({"-"}, "\n")), UsageError);
}

TEST_F(InputList, KeepsAMissingFileForItsOwnError) {
  touch("a.png");
  EXPECT_THAT(names(collect({at("a.png"), at("nothing.png")})), ElementsAre("a", "nothing"));
}

TEST_F(InputList, NamesFollowTheDeepestSharedFolder) {
  for (const char* name : {"x/train/p.png", "x/test/p.png", "x/train/q.png"}) touch(name);
  EXPECT_THAT(names(collect({at("x/train/p.png"), at("x/test/p.png")})),
              ElementsAre("train/p", "test/p"));
  EXPECT_THAT(names(collect({at("x/train/p.png"), at("x/train/q.png")})), ElementsAre("p", "q"));
  EXPECT_THAT(names(collect({at("x/train/")})), ElementsAre("p", "q"));
  // A folder that holds nothing but a folder is still where its images' names begin.
  EXPECT_THAT(names(collect({at("x")})), ElementsAre("test/p", "train/p", "train/q"));
}

TEST_F(InputList, SaysWhatIsWrongWithWordsThatGiveNothing) {
  fs::create_directory(folder_ / "empty");
  const auto message = [this](std::vector<std::string> words) -> std::string {
    try {
      static_cast<void>(collect(std::move(words)));
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message({at("empty")}), HasSubstr("no images"));
  EXPECT_THAT(message({}), HasSubstr("no image given"));
  EXPECT_THAT(message({""}), HasSubstr("empty word"));
}

TEST_F(InputList, ReportsAListThatCannotBeRead) {
  std::istringstream in;
  for (const fs::path& list : {folder_ / "none.txt", folder_.path()}) {
    EXPECT_THROW(static_cast<void>(collect_images({.words = {}, .list = list, .out = "out"}, in)),
                 UsageError);
  }
}

}  // namespace
}  // namespace saa::cli
