#include "image/mask_geometry.h"
#include "pipeline/offline/object_instances.h"
#include "pipeline/offline/odd_one_out.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>

namespace saa::offline {
namespace {

struct Disc {
  int x, y, radius;
};

/// Bright discs on a dark ground with a little noise that does not repeat by rows or columns.
Image discs(int width, int height, std::initializer_list<Disc> list) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      int value = 40 + (x * 7 + y * 13 + x * y) % 5;
      for (const Disc& d : list)
        if (std::hypot(x - d.x, y - d.y) <= d.radius) value += 150;
      image.rgb.insert(image.rgb.end(), 3, static_cast<std::uint8_t>(value));
    }
  }
  return image;
}

/// Stands for a network: one position every 8 pixels of a 96 x 96 grid; red is its own direction.
class ColourFeatures : public SaliencyExtractor {
 public:
  [[nodiscard]] FeatureGrid features(const Image& image, int side, ChannelOrder) const override {
    FeatureGrid grid;
    grid.width = grid.height = side / 8;
    grid.channels = 2;
    for (int y = 0; y < grid.height; ++y) {
      for (int x = 0; x < grid.width; ++x) {
        const int px = (2 * x + 1) * image.width / (2 * grid.width);
        const int py = (2 * y + 1) * image.height / (2 * grid.height);
        const auto* rgb = &image.rgb[std::size_t(3) * (std::size_t(py) * image.width + px)];
        const bool red = rgb[0] > rgb[1] + 50;
        grid.values.insert(grid.values.end(), {red ? 0.2F : 1.0F, red ? 1.0F : 0.2F});
      }
    }
    return grid;
  }
};

TEST(FindInstances, FindsEachPart) {
  const Image image = discs(300, 200, {{60, 60, 30}, {200, 60, 35}, {130, 140, 32}});
  const auto instances = find_instances(image);
  ASSERT_EQ(instances.size(), 3U);
  // Smoothing by two pixels moves a sharp outline outwards by up to three.
  EXPECT_GT(double(area(instances[0])), M_PI * 34 * 34);
  EXPECT_LT(double(area(instances[0])), M_PI * 38 * 38);
  EXPECT_GE(area(instances[0]), area(instances[1]));
  EXPECT_GE(area(instances[1]), area(instances[2]));
}

TEST(FindInstances, SeparatesPartsThatTouch) {
  const Image image = discs(300, 200, {{70, 100, 32}, {130, 100, 32}, {230, 60, 32}});
  EXPECT_EQ(find_instances(image).size(), 3U);
}

TEST(FindInstances, FindsNothingOnAnEvenPicture) {
  EXPECT_TRUE(find_instances(discs(300, 200, {})).empty());
  EXPECT_TRUE(find_instances(discs(1, 1, {})).empty());
  EXPECT_TRUE(find_instances(discs(400, 1, {})).empty());
}

TEST(FindOddPlaces, PointsAtThePartThatDiffers) {
  Image image = discs(384, 384, {{90, 90, 50}, {280, 90, 50}, {90, 280, 50}, {280, 280, 50}});
  const auto instances = find_instances(image);
  ASSERT_EQ(instances.size(), 4U);
  const ColourFeatures features;
  const nn::Similarity similarity;
  EXPECT_TRUE(find_odd_places(image, image, instances, features, similarity, 1).empty());

  for (int y = 265; y < 295; ++y)
    for (int x = 265; x < 295; ++x) image.rgb[std::size_t(3) * (std::size_t(y) * 384 + x) + 1] = 90;
  const auto regions = find_odd_places(image, image, instances, features, similarity, 1);
  ASSERT_EQ(regions.size(), 1U);
  EXPECT_EQ(regions[0].kind, Kind::odd_part);
  // A position is 4 pixels here, and features are smoothed over it.
  EXPECT_NEAR(regions[0].box.x, 265, 6);
  EXPECT_NEAR(regions[0].box.y + regions[0].box.height, 295, 6);
  EXPECT_GT(regions[0].log_odds, 0);
}

TEST(FindOddPlaces, NeedsTwoParts) {
  const Image image = discs(300, 200, {{150, 100, 50}});
  const auto instances = find_instances(image);
  ASSERT_EQ(instances.size(), 1U);
  EXPECT_TRUE(
      find_odd_places(image, image, instances, ColourFeatures(), nn::Similarity(), 1).empty());
}

}  // namespace
}  // namespace saa::offline
