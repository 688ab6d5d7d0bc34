#include "miniature.h"
#include "unit/temporary_folder.h"

#include <algorithm>
#include <saa/image.h>
#include <utility>

namespace saa::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Mtd : public testing::Test {
 protected:
  Mtd() {
    for (const char* kind : {"MT_Blowhole", "MT_Break", "MT_Crack", "MT_Fray", "MT_Uneven"})
      pair(std::string(kind) + "/Imgs/exp1_num_1", 255);
    pair("MT_Free/Imgs/exp1_num_2", 0);
    pair("MT_Uneven/Imgs/exp1_num_3", 0);
  }

  void pair(const std::string& name, std::uint8_t level) const {
    picture(root_ / (name + ".jpg"));
    mask(root_ / (name + ".png"), level);
  }
  [[nodiscard]] Category open() const {
    return open_dataset(DatasetKind::mtd, root_.path()).categories.at(0);
  }

  TemporaryFolder root_;
};

TEST_F(Mtd, CallsAnImageNormalIfItsMaskIsEmptyWhateverItsFolder) {
  const Category category = open();
  EXPECT_EQ(category.profile, "mtd/mtd");
  EXPECT_EQ(category.samples.size(), 7U);
  EXPECT_THAT(anomalous(category),
              ElementsAre("MT_Blowhole/exp1_num_1", "MT_Break/exp1_num_1", "MT_Crack/exp1_num_1",
                          "MT_Fray/exp1_num_1", "MT_Uneven/exp1_num_1"));
  EXPECT_EQ(category.samples.back().kind, "MT_Uneven");
  EXPECT_EQ(category.samples.back().image, root_ / "MT_Uneven/Imgs/exp1_num_3.jpg");
}

TEST_F(Mtd, LeavesGreyEdgesOfAMaskToTheRule) {
  pair("MT_Crack/Imgs/exp1_num_1", 90);
  const Category category = open();
  const auto crack = std::ranges::find(category.samples, "MT_Crack/exp1_num_1", &Sample::name);
  EXPECT_THAT(read_truth(*crack, MaskRule::above_zero, 4, 2).values,
              ElementsAre(1, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(read_truth(*crack, MaskRule::above_half, 4, 2).values, testing::Each(0));
}

TEST_F(Mtd, HasATruthOfTheImagesSizeForNormalImages) {
  const Category category = open();
  const Mask truth = read_truth(category.samples.back(), MaskRule::above_zero, 4, 2);
  EXPECT_EQ(truth.width, 4);
  EXPECT_EQ(truth.height, 2);
  EXPECT_THAT(truth.values, testing::Each(0));
}

TEST_F(Mtd, IsOneWholeWithoutSplits) {
  EXPECT_EQ(open_dataset(DatasetKind::mtd, root_.path()).split, "all");
  EXPECT_THAT(complaint<UsageError>(DatasetKind::mtd, root_.path(), only("mtd", "test")),
              HasSubstr("expected: all"));
}

TEST_F(Mtd, NamesTheFolderThatIsMissing) {
  fs::remove_all(root_ / "MT_Fray");
  EXPECT_THAT(complaint<InputError>(DatasetKind::mtd, root_.path()),
              AllOf(HasSubstr("lacks MT_Fray/Imgs"), HasSubstr("found MT_Blowhole/")));
}

TEST_F(Mtd, RefusesAnImageWithoutMask) {
  fs::remove(root_ / "MT_Free/Imgs/exp1_num_2.png");
  EXPECT_THAT(complaint<InputError>(DatasetKind::mtd, root_.path()),
              AllOf(HasSubstr("1 of 1 images"), HasSubstr("exp1_num_2.png")));
}

/// A part of the published images, kept beside the checkout where there is one.
TEST(MtdPhotographs, AreReadWithTheirMasks) {
  const fs::path root = fs::path(SAA_SOURCE_DIR).parent_path() / "shared" / "data" / "mtd";
  if (!fs::is_directory(root)) GTEST_SKIP() << "no images in " << root;
  const Category category = open_dataset(DatasetKind::mtd, root).categories.at(0);
  std::size_t anomalous = 0;
  for (const Sample& sample : category.samples) {
    EXPECT_EQ(sample.image.extension(), ".jpg");
    EXPECT_FALSE(sample.kind == "MT_Free" && !sample.mask.empty()) << sample.name;
    if (sample.mask.empty()) continue;
    ++anomalous;
    const Image image = read_image(sample.image);
    const Mask all = read_truth(sample, MaskRule::above_zero, image.width, image.height);
    const Mask half = read_truth(sample, MaskRule::above_half, image.width, image.height);
    EXPECT_EQ(std::pair(all.width, all.height), std::pair(image.width, image.height));
    const auto pixels = [](const Mask& mask) { return std::ranges::count(mask.values, 1); };
    EXPECT_GT(pixels(all), 0) << sample.name;
    EXPECT_GE(pixels(all), pixels(half)) << sample.name;
  }
  EXPECT_GT(anomalous, 100U);
}

}  // namespace
}  // namespace saa::test
