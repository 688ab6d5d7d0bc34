#include "evaluation/report/gallery_order.h"

#include "unit/evaluation/report/made_up_images.h"

#include <gmock/gmock.h>
#include <limits>

namespace saa {
namespace {

using ::testing::ElementsAre;

GalleryEntry alarm(std::size_t index) { return {index, WhyShown::false_alarm}; }
GalleryEntry miss(std::size_t index) { return {index, WhyShown::miss}; }
GalleryEntry sample(std::size_t index) { return {index, WhyShown::sample}; }

TEST(PixelErrors, AreCountedFromTheThresholdOn) {
  const ImagesInMemory images({image_with(/*hits=*/4, /*missed=*/6, /*alarms=*/3)});
  const PixelErrors errors = pixel_errors(images, 0.8F).at(0);
  EXPECT_EQ(errors.pixels, 100U);
  EXPECT_EQ(errors.defect, 10U);
  EXPECT_EQ(errors.false_alarm, 3U);
  EXPECT_EQ(errors.missed, 6U);
  EXPECT_DOUBLE_EQ(errors.false_share(), 0.03);
  EXPECT_DOUBLE_EQ(errors.missed_share(), 0.6);
  EXPECT_EQ(errors.highest_score, 0.8F);
}

TEST(PixelErrors, WithoutAThresholdEverythingIsMissedAndNothingIsAnAlarm) {
  const ImagesInMemory images({image_with(4, 6, 3), image_with(0, 0, 3)});
  const auto errors = pixel_errors(images, std::numeric_limits<double>::infinity());
  EXPECT_EQ(errors[0].missed, 10U);
  EXPECT_EQ(errors[0].false_alarm, 0U);
  EXPECT_EQ(errors[1].missed_share(), 0);
}

TEST(Gallery, WorstFalseAlarmsThenWorstMissesThenOthersEvenly) {
  const ImagesInMemory images({image_with(1, 0, 1), image_with(0, 0, 0), image_with(1, 3, 0),
                               image_with(0, 0, 50), image_with(5, 0, 0), image_with(0, 9, 0),
                               image_with(9, 0, 20), image_with(8, 2, 0), image_with(0, 0, 0)});
  const auto errors = pixel_errors(images, 0.5);
  EXPECT_THAT(choose_gallery(errors, 6),
              ElementsAre(alarm(3), alarm(6), miss(5), miss(2), sample(0), sample(4)));
}

TEST(Gallery, PlacesThatNoErrorTakesGoToTheOthers) {
  const ImagesInMemory images({image_with(5, 0, 0), image_with(0, 0, 0), image_with(0, 0, 1)});
  EXPECT_THAT(choose_gallery(pixel_errors(images, 0.5), 24),
              ElementsAre(alarm(2), sample(0), sample(1)));
}

TEST(Gallery, MayBeEmpty) {
  EXPECT_TRUE(choose_gallery({}, 24).empty());
  const ImagesInMemory images({image_with(5, 0, 0)});
  EXPECT_TRUE(choose_gallery(pixel_errors(images, 0.5), 0).empty());
}

}  // namespace
}  // namespace saa
