#include "pipeline/official/detector_input.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <ostream>

namespace saa::official {

static void PrintTo(const PixelSize& size, std::ostream* out) {
  *out << size.width << " x " << size.height;
}

namespace {

TEST(DetectorInput, HasTheSizeThatTheOriginalGivesIt) {
  std::ifstream table(std::filesystem::path(SAA_SOURCE_DIR) /
                      "tests/unit/pipeline/official/detector_sizes.txt");
  int rows = 0;
  for (int w = 0, h = 0, seen_w = 0, seen_h = 0; table >> w >> h >> seen_w >> seen_h; ++rows)
    EXPECT_EQ(detector_size(w, h), (PixelSize{seen_w, seen_h})) << w << " x " << h;
  EXPECT_GT(rows, 300);
}

TEST(DetectorInput, AnotherSizeKeepsTheProportions) {
  EXPECT_EQ(detector_size(1000, 1000, 400), (PixelSize{400, 400}));
  EXPECT_EQ(detector_size(1500, 1000, 400), (PixelSize{600, 400}));
  // The limit shrinks with it: 1333 / 800 * 400 = 666.5, which rounds to the even 666.
  EXPECT_EQ(detector_size(4000, 1000, 400).width, 664);
  EXPECT_EQ(detector_size(4000, 1000, 400).height, 166);
}

TEST(DetectorInput, AnImageAsThinAsALineHasAPlaceForEveryQuery) {
  // At the official size, 8 x 1333, there are but 314 places for 900 queries.
  const PixelSize strip = detector_size(5000, 30);
  EXPECT_EQ(strip, (PixelSize{2500, 15}));
  EXPECT_EQ(detector_size(30, 5000), (PixelSize{15, 2500}));
  EXPECT_EQ(detector_size(1, 50'000), (PixelSize{1, 50'000}));
  const PixelSize line = detector_size(3000, 1);
  EXPECT_LT(line.height, 8);
  EXPECT_LT(line.width, 10'000);
}

TEST(DetectorInput, AnImageOfThatSizeIsTakenAsItIs) {
  Image image{.width = 800, .height = 900, .rgb = std::vector<std::uint8_t>(800 * 900 * 3)};
  for (std::size_t i = 0; i < image.rgb.size(); ++i)
    image.rgb[i] = static_cast<std::uint8_t>(i * 31);
  EXPECT_EQ(detector_input(image).rgb, image.rgb);
}

}  // namespace
}  // namespace saa::official
