// Which data sets lie where.
#include "miniature.h"
#include "unit/temporary_folder.h"

namespace saa::test {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

auto found(DatasetKind kind, const std::filesystem::path& root) {
  return testing::AllOf(Field(&FoundDataset::kind, kind), Field(&FoundDataset::root, root));
}

/// One class of each data set, in folders side by side.
class FindDatasets : public testing::Test {
 protected:
  FindDatasets() {
    class_tree(root_ / "mvtec_anomaly_detection/carpet", "hole", ".png", "_mask");
    class_tree(root_ / "VisA_pytorch/1cls/candle", "bad", ".JPG", "");
    picture(root_ / "KSDD2/test/20000.png");
    mask(root_ / "KSDD2/test/20000_GT.png");
    picture(root_ / "tiles/MT_Free/Imgs/exp1_num_1.jpg");
    mask(root_ / "tiles/MT_Free/Imgs/exp1_num_1.png", 0);
    picture(root_ / "notes/diagram.png");
  }

  TemporaryFolder root_;
};

TEST_F(FindDatasets, FindsEachByItsLayout) {
  EXPECT_THAT(find_datasets(root_.path()),
              ElementsAre(found(DatasetKind::mvtec, root_ / "mvtec_anomaly_detection"),
                          found(DatasetKind::visa, root_ / "VisA_pytorch"),
                          found(DatasetKind::ksdd2, root_ / "KSDD2"),
                          found(DatasetKind::mtd, root_ / "tiles")));
}

TEST_F(FindDatasets, TakesAFolderThatIsADataSetItself) {
  EXPECT_THAT(find_datasets(root_ / "KSDD2"),
              ElementsAre(found(DatasetKind::ksdd2, root_ / "KSDD2")));
}

TEST_F(FindDatasets, PrefersTheUsualNameAmongEquals) {
  class_tree(root_ / "MVTec/wood", "hole", ".png", "_mask");
  EXPECT_EQ(find_datasets(root_.path()).front().root, root_ / "mvtec_anomaly_detection");
}

TEST_F(FindDatasets, FindsNothingWhereNothingIs) {
  EXPECT_TRUE(find_datasets(root_ / "notes").empty());
  EXPECT_TRUE(find_datasets(root_ / "none").empty());
}

TEST_F(FindDatasets, RecognisesKinds) {
  EXPECT_EQ(recognise_dataset(root_ / "VisA_pytorch/1cls"), DatasetKind::visa);
  EXPECT_EQ(recognise_dataset(root_ / "notes"), std::nullopt);
  picture(root_ / "own/good/a.png");
  mask(root_ / "own/mask/b.png");
  EXPECT_EQ(recognise_dataset(root_ / "own"), DatasetKind::folder);
}

TEST(DatasetKindName, IsReadBackAndExplained) {
  for (const auto kind : {DatasetKind::mvtec, DatasetKind::visa, DatasetKind::ksdd2,
                          DatasetKind::mtd, DatasetKind::folder})
    EXPECT_EQ(dataset_kind(dataset_name(kind)), kind);
  try {
    static_cast<void>(dataset_kind("mvtek"));
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'mvtec'?"));
  }
}

}  // namespace
}  // namespace saa::test
