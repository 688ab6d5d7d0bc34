#include "miniature.h"
#include "unit/temporary_folder.h"

namespace saa::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

/// bracket/{good,scratch,mask}.
class OwnFolder : public testing::Test {
 protected:
  OwnFolder() {
    picture(root_ / "good/a.png");
    picture(root_ / "scratch/b.png");
    mask(root_ / "mask/b.png");
  }

  [[nodiscard]] Category open(const DatasetOptions& options = {}) const {
    return open_dataset(DatasetKind::folder, root_, options).categories.at(0);
  }
  [[nodiscard]] std::string trouble(const DatasetOptions& options = {}) const {
    return complaint<InputError>(DatasetKind::folder, root_, options);
  }

  TemporaryFolder holder_;
  fs::path root_ = holder_ / "bracket";
};

TEST_F(OwnFolder, IsItsOwnCategory) {
  const Category category = open();
  EXPECT_EQ(category.name, "bracket");
  EXPECT_EQ(category.profile, "default");
  EXPECT_THAT(names(category), ElementsAre("good/a", "scratch/b"));
  EXPECT_EQ(category.samples[1].mask, root_ / "mask/b.png");
  EXPECT_EQ(open_dataset(DatasetKind::folder, root_ / "", only("bracket")).categories.size(), 1U);
}

TEST_F(OwnFolder, TakesMasksFromAFolderOfTheDefectsName) {
  picture(root_ / "dent/b.png");
  mask(root_ / "mask/dent/b_mask.png");
  fs::create_directory(root_ / "mask/scratch");
  fs::rename(root_ / "mask/b.png", root_ / "mask/scratch/b.png");
  const Category category = open();
  EXPECT_THAT(anomalous(category), ElementsAre("dent/b", "scratch/b"));
  EXPECT_EQ(category.samples[0].mask, root_ / "mask/dent/b_mask.png");
}

TEST_F(OwnFolder, RefusesAMaskThatTwoImagesWouldShare) {
  picture(root_ / "dent/b.png");
  EXPECT_THAT(trouble(), AllOf(HasSubstr("dent/b"), HasSubstr("scratch/b"), HasSubstr("b.png")));
}

TEST_F(OwnFolder, LooksIntoFoldersOfFolders) {
  picture(root_ / "good/top/c.png");
  picture(root_ / "scratch/top/b.png");
  mask(root_ / "mask/scratch/b.png");
  mask(root_ / "mask/scratch/top/b.png");
  EXPECT_THAT(names(open()), ElementsAre("good/a", "good/top/c", "scratch/b", "scratch/top/b"));
}

TEST_F(OwnFolder, TakesItsFoldersFromTheOptions) {
  fs::rename(root_ / "good", root_ / "fine");
  picture(root_ / "rejected/x.png");
  const fs::path masks = holder_ / "masks elsewhere";
  mask(masks / "x_mask.png");
  DatasetOptions options;
  options.normal_dir = "fine";
  options.abnormal_dirs = {"rejected"};
  options.mask_dir = masks;
  EXPECT_THAT(names(open(options)), ElementsAre("fine/a", "rejected/x"));
}

TEST_F(OwnFolder, NamesTheOptionForAFolderThatIsMissing) {
  fs::rename(root_ / "mask", root_ / "truth");
  EXPECT_THAT(trouble(), AllOf(HasSubstr("bracket/mask"), HasSubstr("found good/, scratch/"),
                               HasSubstr("--mask-dir")));
  fs::rename(root_ / "truth", root_ / "mask");
  fs::remove_all(root_ / "scratch");
  EXPECT_THAT(trouble(), HasSubstr("--abnormal-dir"));
  fs::remove_all(root_ / "good");
  EXPECT_THAT(trouble(), HasSubstr("--normal-dir"));
}

TEST_F(OwnFolder, RefusesAnAnomalousImageWithoutMask) {
  picture(root_ / "scratch/c.png");
  EXPECT_THAT(trouble(), AllOf(HasSubstr("1 of 2 images"), HasSubstr("expected c.png")));
}

}  // namespace
}  // namespace saa::test
