#include "miniature.h"
#include "unit/temporary_folder.h"

namespace saa::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr std::string_view kTable =
    "object,split,label,image,mask\r\n"
    "candle,train,normal,candle/Data/Images/Normal/0000.JPG,\r\n"
    "candle,test,normal,candle/Data/Images/Normal/0001.JPG,\r\n"
    "candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png\r\n"
    "pcb1,test,normal,pcb1/Data/Images/Normal/0000.JPG,\r\n";

/// The archive as it unpacks.
class VisaArchive : public testing::Test {
 protected:
  VisaArchive() {
    picture(root_ / "candle/Data/Images/Normal/0000.JPG");
    picture(root_ / "candle/Data/Images/Normal/0001.JPG");
    picture(root_ / "candle/Data/Images/Anomaly/000.JPG");
    mask(root_ / "candle/Data/Masks/Anomaly/000.png", /*level=*/3);
    write_table(std::string(kTable));
  }

  void write_table(const std::string& text) const {
    write_file_atomically(root_ / "split_csv/1cls.csv", text);
  }
  [[nodiscard]] std::string candle_complaint() const {
    return complaint<InputError>(DatasetKind::visa, root_.path(), only("candle"));
  }

  TemporaryFolder root_;
};

TEST_F(VisaArchive, IsSplitByItsTable) {
  const Dataset dataset = open_dataset(DatasetKind::visa, root_.path(), only("candle"));
  const Category& candle = dataset.categories.at(0);
  EXPECT_EQ(candle.profile, "visa/candle");
  ASSERT_THAT(names(candle), ElementsAre("bad/000", "good/0001"));
  EXPECT_EQ(candle.samples[0].image, root_ / "candle/Data/Images/Anomaly/000.JPG");
  EXPECT_EQ(candle.samples[0].mask, root_ / "candle/Data/Masks/Anomaly/000.png");
  EXPECT_TRUE(candle.samples[1].mask.empty());
  const Dataset train = open_dataset(DatasetKind::visa, root_.path(), only("candle", "train"));
  EXPECT_THAT(names(train.categories.at(0)), ElementsAre("good/0000"));
}

TEST_F(VisaArchive, NumbersDefectsInItsMasks) {
  const Dataset dataset = open_dataset(DatasetKind::visa, root_.path(), only("candle"));
  const Sample& bad = dataset.categories.at(0).samples.at(0);
  for (const MaskRule rule : {MaskRule::above_zero, MaskRule::above_half})
    EXPECT_THAT(read_truth(bad, rule, 4, 2).values, ElementsAre(1, 0, 0, 0, 0, 0, 0, 0));
}

TEST_F(VisaArchive, FindsFilesWhoseExtensionIsWrittenInAnotherCase) {
  fs::rename(root_ / "candle/Data/Images/Anomaly/000.JPG",
             root_ / "candle/Data/Images/Anomaly/000.jpg");
  const Dataset dataset = open_dataset(DatasetKind::visa, root_.path(), only("candle"));
  EXPECT_EQ(dataset.categories.at(0).samples.at(0).image,
            root_ / "candle/Data/Images/Anomaly/000.jpg");
}

TEST_F(VisaArchive, NamesWhatTheTableListsAndTheFoldersLack) {
  fs::remove(root_ / "candle/Data/Masks/Anomaly/000.png");
  EXPECT_THAT(candle_complaint(),
              AllOf(HasSubstr("lacks 1 files"), HasSubstr("candle/Data/Masks/Anomaly/000.png")));
}

TEST_F(VisaArchive, RefusesATableThatItCannotRead) {
  write_table("object,split,label\ncandle,test,normal\n");
  EXPECT_THAT(candle_complaint(), AllOf(HasSubstr("1cls.csv, line 1"), HasSubstr("object,split")));
  write_table("object,split,label,image,mask\ncandle,test,fine,candle/a.JPG,\n");
  EXPECT_THAT(candle_complaint(), AllOf(HasSubstr("line 2"), HasSubstr("normal or anomaly")));
  write_table("object,split,label,image,mask\ncandle,test,anomaly,candle/a.JPG,\n");
  EXPECT_THAT(candle_complaint(), AllOf(HasSubstr("line 2"), HasSubstr("mask")));
  write_table("object,split,label,image,mask\ncandle,test\n");
  EXPECT_THAT(candle_complaint(), HasSubstr("line 2"));
  write_table("object,split,label,image,mask\n");
  EXPECT_THAT(candle_complaint(), HasSubstr("lists no test images of candle"));
}

TEST_F(VisaArchive, NeedsItsTable) {
  fs::remove(root_ / "split_csv/1cls.csv");
  EXPECT_THAT(candle_complaint(), HasSubstr("split_csv/1cls.csv"));
}

TEST(VisaConverted, IsFoundFromEveryFolderAroundIt) {
  const TemporaryFolder root;
  class_tree(root / "VisA_pytorch/1cls/candle", "bad", ".JPG", "");
  for (const char* place : {"", "VisA_pytorch", "VisA_pytorch/1cls"}) {
    const Dataset dataset = open_dataset(DatasetKind::visa, root / place, only("candle"));
    EXPECT_THAT(names(dataset.categories.at(0)), ElementsAre("bad/000", "bad/001", "good/000"))
        << place;
    EXPECT_EQ(dataset.categories[0].samples[0].mask,
              root / "VisA_pytorch/1cls/candle/ground_truth/bad/000.png");
    EXPECT_FALSE(dataset.categories[0].samples[0].mask_has_classes);
  }
}

}  // namespace
}  // namespace saa::test
