#include "datasets/check.h"

#include "miniature.h"
#include "unit/temporary_folder.h"

namespace saa::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CheckDataset : public testing::Test {
 protected:
  CheckDataset() { class_tree(root_ / "carpet", "hole", ".png", "_mask"); }

  [[nodiscard]] std::vector<CategoryCheck> check(bool deep = false) const {
    return check_dataset(DatasetKind::mvtec, root_.path(),
                         {.dataset = only("carpet"), .deep = deep});
  }

  TemporaryFolder root_;
};

TEST_F(CheckDataset, CountsEverySplitThatIsThere) {
  const auto checks = check();
  ASSERT_THAT(checks, SizeIs(2));
  EXPECT_EQ(checks[0].split, "test");
  EXPECT_EQ(checks[0].found, (ImageCount{.normal = 1, .anomalous = 2}));
  EXPECT_EQ(checks[0].published, (ImageCount{.normal = 28, .anomalous = 89}));
  EXPECT_EQ(checks[1].split, "train");
  EXPECT_EQ(checks[1].found, (ImageCount{.normal = 1, .anomalous = 0}));
  EXPECT_EQ(checks[1].published, (ImageCount{.normal = 280, .anomalous = 0}));
  std::filesystem::remove_all(root_ / "carpet/train");
  EXPECT_THAT(check(), SizeIs(1));
}

TEST_F(CheckDataset, IsNotWholeIfACountDiffers) {
  EXPECT_FALSE(check().front().is_whole());
  EXPECT_THAT(check().front().faults, IsEmpty());
}

TEST_F(CheckDataset, GoesOnAfterACategoryThatIsMissing) {
  const auto checks = check_dataset(DatasetKind::mvtec, root_.path(), {});
  ASSERT_THAT(checks, SizeIs(30));
  EXPECT_THAT(checks[0].faults, IsEmpty());
  EXPECT_THAT(checks[1].faults, ElementsAre(HasSubstr("grid")));
}

TEST_F(CheckDataset, OpensEveryPictureIfAskedTo) {
  EXPECT_THAT(check(/*deep=*/true).front().faults, IsEmpty());
  write_file_atomically(root_ / "carpet/test/good/000.png", std::string_view("damaged"));
  Mask small(3, 2, 1);
  write_file_atomically(root_ / "carpet/ground_truth/hole/001_mask.png", encode_png(small));
  EXPECT_THAT(check().front().faults, IsEmpty());
  EXPECT_THAT(check(/*deep=*/true).front().faults,
              ElementsAre(HasSubstr("good/000.png"),
                          AllOf(HasSubstr("001_mask.png has 3 x 2"), HasSubstr("expected 4 x 2"))));
}

TEST_F(CheckDataset, RefusesAnUnknownCategory) {
  EXPECT_THROW(static_cast<void>(check_dataset(DatasetKind::mvtec, root_.path(),
                                               {.dataset = only("carpets"), .deep = false})),
               UsageError);
}

TEST(PublishedCount, AddsUpToTheSizesOfTheDataSets) {
  ImageCount mvtec;
  for (const char* name :
       {"carpet", "grid", "leather", "tile", "wood", "bottle", "cable", "capsule", "hazelnut",
        "metal_nut", "pill", "screw", "toothbrush", "transistor", "zipper"}) {
    mvtec.normal += published_count(DatasetKind::mvtec, "test", name)->normal;
    mvtec.anomalous += published_count(DatasetKind::mvtec, "test", name)->anomalous;
  }
  EXPECT_EQ(mvtec, (ImageCount{.normal = 467, .anomalous = 1258}));
  EXPECT_EQ(published_count(DatasetKind::ksdd2, "reference", "ksdd2")->normal, 2085U);
  EXPECT_EQ(published_count(DatasetKind::folder, "all", "bracket"), std::nullopt);
}

}  // namespace
}  // namespace saa::test
