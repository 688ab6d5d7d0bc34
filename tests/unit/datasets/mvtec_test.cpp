#include "miniature.h"
#include "unit/temporary_folder.h"

namespace saa::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Mvtec : public testing::Test {
 protected:
  Mvtec() {
    class_tree(root_ / "carpet", "hole", ".png", "_mask");
    class_tree(root_ / "wood", "scratch", ".png", "_mask");
  }

  [[nodiscard]] Category carpet() const {
    return open_dataset(DatasetKind::mvtec, root_.path(), only("carpet")).categories.at(0);
  }
  [[nodiscard]] std::string carpet_complaint() const {
    return complaint<InputError>(DatasetKind::mvtec, root_.path(), only("carpet"));
  }

  TemporaryFolder root_;
};

TEST_F(Mvtec, GivesDefectsTheirMasksAndNormalImagesNone) {
  const Category category = carpet();
  EXPECT_EQ(category.name, "carpet");
  EXPECT_EQ(category.profile, "mvtec/carpet");
  ASSERT_THAT(names(category), ElementsAre("good/000", "hole/000", "hole/001"));
  EXPECT_TRUE(category.samples[0].mask.empty());
  EXPECT_EQ(category.samples[0].kind, "good");
  EXPECT_EQ(category.samples[2].kind, "hole");
  EXPECT_EQ(category.samples[2].image, root_ / "carpet/test/hole/001.png");
  EXPECT_EQ(category.samples[2].mask, root_ / "carpet/ground_truth/hole/001_mask.png");
}

TEST_F(Mvtec, KeepsThePublishedOrderOfCategories) {
  DatasetOptions options;
  options.categories = {"wood", "carpet"};
  const Dataset dataset = open_dataset(DatasetKind::mvtec, root_.path(), options);
  EXPECT_EQ(dataset.split, "test");
  ASSERT_EQ(dataset.categories.size(), 2U);
  EXPECT_EQ(dataset.categories[0].name, "carpet");
  EXPECT_EQ(dataset.categories[1].name, "wood");
}

TEST_F(Mvtec, HasNormalImagesToTrainOn) {
  const Dataset dataset = open_dataset(DatasetKind::mvtec, root_.path(), only("carpet", "train"));
  EXPECT_THAT(names(dataset.categories.at(0)), ElementsAre("good/000"));
}

TEST_F(Mvtec, IgnoresTheCaseOfExtensionsHiddenFilesAndNotes) {
  fs::rename(root_ / "carpet/test/hole/000.png", root_ / "carpet/test/hole/000.PNG");
  picture(root_ / "carpet/test/hole/._000.png");
  write_file_atomically(root_ / "carpet/test/hole/readme.txt", std::string_view("notes"));
  EXPECT_THAT(names(carpet()), ElementsAre("good/000", "hole/000", "hole/001"));
}

TEST_F(Mvtec, NamesTheCategoriesThatAreMissing) {
  EXPECT_THAT(complaint<InputError>(DatasetKind::mvtec, root_.path()),
              AllOf(HasSubstr("13 of 15"), HasSubstr("grid"), HasSubstr("carpet, wood")));
}

TEST_F(Mvtec, TakesWhatIsThereWhereSomeWillDo) {
  DatasetOptions options;
  options.all_categories = false;
  const Dataset dataset = open_dataset(DatasetKind::mvtec, root_.path(), options);
  ASSERT_EQ(dataset.categories.size(), 2U);
  EXPECT_EQ(dataset.categories[1].name, "wood");
  options.categories = {"tile"};
  EXPECT_THAT(complaint<InputError>(DatasetKind::mvtec, root_.path(), options), HasSubstr("tile"));
}

TEST_F(Mvtec, NamesTheNearestCategoryAndSplit) {
  EXPECT_THAT(complaint<UsageError>(DatasetKind::mvtec, root_.path(), only("carpets")),
              HasSubstr("did you mean 'carpet'?"));
  EXPECT_THAT(complaint<UsageError>(DatasetKind::mvtec, root_.path(), only("carpet", "tset")),
              HasSubstr("did you mean 'test'?"));
}

TEST_F(Mvtec, RefusesAnImageWithoutMask) {
  fs::remove(root_ / "carpet/ground_truth/hole/001_mask.png");
  EXPECT_THAT(carpet_complaint(), AllOf(HasSubstr("1 of 2 images"), HasSubstr("001_mask.png")));
}

TEST_F(Mvtec, RefusesAMaskWithoutImage) {
  fs::remove(root_ / "carpet/test/hole/001.png");
  EXPECT_THAT(carpet_complaint(),
              AllOf(HasSubstr("001_mask.png"), HasSubstr("belong to no image")));
}

TEST_F(Mvtec, RefusesMasksOfADefectWithoutImages) {
  mask(root_ / "carpet/ground_truth/cut/000_mask.png");
  EXPECT_THAT(carpet_complaint(), AllOf(HasSubstr("ground_truth/cut"), HasSubstr("no images")));
}

TEST_F(Mvtec, RefusesAMissingOrEmptyFolder) {
  fs::remove(root_ / "carpet/test/good/000.png");
  EXPECT_THAT(carpet_complaint(), AllOf(HasSubstr("test/good"), HasSubstr("found nothing")));
  fs::remove(root_ / "carpet/test/good");
  EXPECT_THAT(carpet_complaint(), AllOf(HasSubstr("test/good"), HasSubstr("found hole/")));
  fs::remove_all(root_ / "carpet/ground_truth");
  picture(root_ / "carpet/test/good/000.png");
  EXPECT_THAT(carpet_complaint(), HasSubstr("ground_truth/hole"));
}

TEST_F(Mvtec, RefusesTwoImagesOfOneName) {
  picture(root_ / "carpet/test/hole/000.bmp");
  EXPECT_THAT(carpet_complaint(), AllOf(HasSubstr("000.bmp"), HasSubstr("000.png")));
}

TEST_F(Mvtec, SaysWhereItIsIfTheRootIsOneFolderHigher) {
  const TemporaryFolder above;
  fs::rename(root_ / "carpet", above / "carpet");
  fs::create_directory(above / "archive");
  fs::rename(above / "carpet", above / "archive/carpet");
  EXPECT_THAT(complaint<InputError>(DatasetKind::mvtec, above.path(), only("carpet")),
              AllOf(HasSubstr("does not hold MVTec-AD"), HasSubstr("one folder deeper"),
                    HasSubstr((above / "archive").string())));
}

TEST_F(Mvtec, SaysWhatTheRootHoldsInstead) {
  EXPECT_THAT(complaint<InputError>(DatasetKind::visa, root_.path()),
              HasSubstr("this looks like MVTec-AD"));
  EXPECT_THAT(complaint<InputError>(DatasetKind::mvtec, root_ / "none"),
              HasSubstr("there is no folder"));
}

}  // namespace
}  // namespace saa::test
