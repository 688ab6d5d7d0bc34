#include "pipeline/offline/classical_saliency.h"

#include "pipeline/self_saliency.h"
#include "unit/pipeline/offline/synthetic_pictures.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace saa::offline {
namespace {

constexpr int kSide = 256;

FloatMap saliency_of(const Image& image) {
  return self_saliency(ClassicalSaliency().features(image, kSide, ChannelOrder::rgb), {}, 1,
                       nn::Similarity(1), 1);
}

/// Mean over the positions [x0, x1) x [y0, y1).
double mean(const FloatMap& map, int x0, int y0, int x1, int y1) {
  double sum = 0;
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x) sum += map.at(x, y);
  return sum / ((x1 - x0) * (y1 - y0));
}

TEST(ClassicalSaliency, HasAGridAStride) {
  const Image image = test::to_image(test::grained({300, 200}));
  const FeatureGrid grid = ClassicalSaliency().features(image, kSide, ChannelOrder::rgb);
  EXPECT_EQ(grid.width, 64);
  EXPECT_EQ(grid.height, 64);
  ASSERT_EQ(grid.coarser.size(), 2);
  EXPECT_EQ(grid.coarser[0].width, 32);
  EXPECT_EQ(grid.coarser[1].height, 16);
  for (const FeatureGrid& level : {grid, grid.coarser[0], grid.coarser[1]}) {
    EXPECT_EQ(level.values.size(), std::size_t(level.width * level.height * level.channels));
    EXPECT_TRUE(std::ranges::all_of(level.values, [](float v) { return std::isfinite(v); }));
  }
}

TEST(ClassicalSaliency, AnEvenPictureIsNotSalientAnywhere) {
  for (const float value : saliency_of(test::even_image(100, 100, 128)).values)
    EXPECT_NEAR(value, 0, 1e-5);
}

TEST(ClassicalSaliency, ABlobIsMoreSalientThanItsSurroundings) {
  const cv::Size size(kSide, kSide);
  const cv::Mat blob = test::ellipse(size, {128, 128}, {20, 20});
  const FloatMap map = saliency_of(test::to_image(test::shaded(test::grained(size), blob, 0.4)));
  EXPECT_GT(mean(map, 29, 29, 35, 35), 2 * mean(map, 0, 0, 64, 16));
}

TEST(ClassicalSaliency, SoIsAPatchOfAnotherRoughness) {
  const cv::Size size(kSide, kSide);
  cv::Mat grey = test::grainless(size, 4);
  const cv::Rect patch(96, 96, 64, 64);
  cv::Mat place = grey(patch);
  cv::Mat(test::grainless(size, 25, 5)(patch)).copyTo(place);
  const FloatMap map = saliency_of(test::to_image(grey));
  EXPECT_GT(mean(map, 26, 26, 38, 38), 1.5 * mean(map, 0, 0, 64, 20));
}

TEST(ClassicalSaliency, TakesAnyPictureAndSide) {
  EXPECT_EQ(ClassicalSaliency().features(test::even_image(1, 1, 3), 32, ChannelOrder::bgr).width,
            8);
  EXPECT_EQ(ClassicalSaliency().features(test::even_image(7, 1, 3), 768, ChannelOrder::rgb).width,
            192);
}

}  // namespace
}  // namespace saa::offline
