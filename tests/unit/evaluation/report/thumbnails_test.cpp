#include "evaluation/report/thumbnails.h"

#include <gmock/gmock.h>

namespace saa {
namespace {

using ::testing::StartsWith;

Image grey(int width, int height, std::uint8_t value) {
  return {width, height,
          std::vector<std::uint8_t>(3 * std::size_t(width) * std::size_t(height), value)};
}

TEST(Thumbnail, KeepsProportionsAndIsNeverLarger) {
  const Image small = thumbnail(grey(1000, 500, 90), 224);
  EXPECT_EQ(small.width, 224);
  EXPECT_EQ(small.height, 112);
  EXPECT_EQ(thumbnail(grey(30, 20, 90), 224).width, 30);
  EXPECT_EQ(thumbnail(grey(3000, 1, 90), 224).height, 1);
}

TEST(HeatPicture, ColoursHighScoresAndLeavesLowOnesGrey) {
  FloatMap scores(2, 1);
  scores.values = {0.0F, 2.0F};
  const Image image = heat_picture(grey(2, 1, 100), scores, {.low = 0, .high = 2, .threshold = 1});
  EXPECT_EQ(image.rgb[0], image.rgb[1]);
  EXPECT_EQ(image.rgb[0], image.rgb[2]);
  EXPECT_NE(image.rgb[3], image.rgb[4]);
}

TEST(HeatPicture, AConstantMapOfZeroesStaysGrey) {
  const Image image = heat_picture(grey(2, 2, 100), FloatMap(2, 2), {.low = 0, .high = 0});
  EXPECT_EQ(image.rgb[0], image.rgb[1]);
}

TEST(Thumbnails, RegionsMayLieOutsideThePicture) {
  const ScoredImage scored{FloatMap(4, 4, 0.5F), Mask(4, 4)};
  const std::vector<RegionMask> regions = {{.x = -2, .y = 15, .window = Mask(30, 30, 1)}};
  const Thumbnails small = draw_thumbnails(grey(20, 20, 50), scored, regions, {});
  EXPECT_EQ(small.width, 20);
  EXPECT_THAT(small.picture, StartsWith("data:image/jpeg;base64,/9j/"));
  EXPECT_THAT(small.truth, StartsWith("data:image/png;base64,iVBORw0KGgo"));
  EXPECT_NE(small.regions, small.picture) << "the part inside is outlined";
}

}  // namespace
}  // namespace saa
