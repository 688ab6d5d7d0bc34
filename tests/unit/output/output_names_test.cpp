#include "output/output_names.h"

#include <gmock/gmock.h>
#include <string>

namespace saa {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

std::vector<std::string> names(const std::vector<fs::path>& images) {
  std::vector<std::string> result;
  for (const fs::path& name : output_names(images, "/data")) result.push_back(name.string());
  return result;
}

fs::path common(const std::vector<fs::path>& folders) { return common_folder(folders); }

TEST(OutputNames, MirrorTheFolders) {
  EXPECT_THAT(names({"/data/a.png", "/data/lot 7/a.jpg", "/data/lot 7/b.v2.tif"}),
              ElementsAre("a", "lot 7/a", "lot 7/b.v2"));
}

TEST(OutputNames, ImagesThatWouldShareANameKeepTheirExtension) {
  EXPECT_THAT(names({"/data/a.png", "/data/a.jpg", "/data/b.png"}),
              ElementsAre("a.png", "a.jpg", "b"));
  EXPECT_THAT(names({"/data/a", "/data/a.png"}), ElementsAre("a", "a.png"));
}

TEST(OutputNames, AKeptExtensionMeetsNoOtherName) {
  EXPECT_THAT(names({"/data/a.png", "/data/a.jpg", "/data/a.png.tif"}),
              ElementsAre("a.png", "a.jpg", "a.png.tif"));
}

TEST(OutputNames, LeaveTheManifestItsPlace) {
  EXPECT_THAT(names({"/data/run.png", "/data/sub/run.png"}), ElementsAre("run.png", "sub/run"));
  EXPECT_THAT(names({"/data/run"}), ElementsAre("run~"));
}

TEST(OutputNames, FindTheDeepestSharedFolder) {
  EXPECT_EQ(common({}), "");
  EXPECT_EQ(common({"/a/b"}), "/a/b");
  EXPECT_EQ(common({"/a/b/c", "/a/b/d"}), "/a/b");
  EXPECT_EQ(common({"/a/b", "/a/b/d"}), "/a/b");
  EXPECT_EQ(common({"/a/bc", "/a/b"}), "/a");
  EXPECT_EQ(common({"/a", "/b"}), "/");
}

}  // namespace
}  // namespace saa
