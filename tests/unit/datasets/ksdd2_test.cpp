#include "miniature.h"
#include "unit/temporary_folder.h"

namespace saa::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Ksdd2 : public testing::Test {
 protected:
  Ksdd2() {
    pair("test/20000", 0);
    pair("test/20001", 255);
    pair("train/10000", 255);
    pair("train/10301", 0);
    picture(root_ / "train/10301 (copy).png");
    mask(root_ / "train/10301_GT (copy).png");
  }

  void pair(const std::string& name, std::uint8_t level) const {
    picture(root_ / (name + ".png"));
    mask(root_ / (name + "_GT.png"), level);
  }
  [[nodiscard]] Category open(const std::string& split) const {
    DatasetOptions options;
    options.split = split;
    return open_dataset(DatasetKind::ksdd2, root_.path(), options).categories.at(0);
  }

  TemporaryFolder root_;
};

TEST_F(Ksdd2, CallsAnImageNormalIfItsMaskIsEmpty) {
  const Category category = open("");
  EXPECT_EQ(category.name, "ksdd2");
  EXPECT_EQ(category.profile, "ksdd2/ksdd2");
  EXPECT_THAT(names(category), ElementsAre("20000", "20001"));
  EXPECT_THAT(anomalous(category), ElementsAre("20001"));
  EXPECT_EQ(category.samples[0].kind, "good");
  EXPECT_EQ(category.samples[1].kind, "bad");
}

TEST_F(Ksdd2, TakesTheFolderTrainForTheReferenceAndPassesCopiesBy) {
  const Category category = open("reference");
  EXPECT_THAT(names(category), ElementsAre("10000", "10301"));
  EXPECT_THAT(anomalous(category), ElementsAre("10000"));
}

TEST_F(Ksdd2, CountsTheFaintestMarkOfAMask) {
  pair("test/20002", 1);
  EXPECT_THAT(anomalous(open("")), ElementsAre("20001", "20002"));
}

TEST_F(Ksdd2, RefusesWhatHasNoCounterpart) {
  picture(root_ / "test/20003.png");
  EXPECT_THAT(complaint<InputError>(DatasetKind::ksdd2, root_.path()),
              AllOf(HasSubstr("1 of 3 images"), HasSubstr("20003_GT.png")));
  fs::remove(root_ / "test/20003.png");
  mask(root_ / "test/20004_GT.png");
  EXPECT_THAT(complaint<InputError>(DatasetKind::ksdd2, root_.path()), HasSubstr("20004_GT.png"));
}

TEST_F(Ksdd2, RefusesAMaskThatIsNoPicture) {
  write_file_atomically(root_ / "test/20001_GT.png", std::string_view("damaged"));
  EXPECT_THAT(complaint<InputError>(DatasetKind::ksdd2, root_.path()), HasSubstr("20001_GT.png"));
}

TEST_F(Ksdd2, RefusesAMissingSplit) {
  fs::remove_all(root_ / "test");
  EXPECT_THAT(complaint<InputError>(DatasetKind::ksdd2, root_.path()),
              AllOf(HasSubstr("there is no folder"), HasSubstr("test")));
}

}  // namespace
}  // namespace saa::test
