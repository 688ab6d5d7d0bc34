#include "image/overlay.h"

#include "fixture.h"
#include "image/mask_geometry.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

/// An even grey picture: every pixel that is drawn shows.
Image grey_image(int width, int height) {
  return {width, height,
          std::vector<std::uint8_t>(3 * std::size_t(width) * std::size_t(height), 128)};
}

Result result_for(const Image& image) {
  Result result;
  result.width = image.width;
  result.height = image.height;
  result.engine = "offline";
  result.engine_notice = "no language model; text prompts are not used";
  result.preset = "paper";
  result.profile = "mtd/mtd";
  result.threshold = 0.5;
  result.anomaly_map = FloatMap(image.width, image.height);
  return result;
}

/// A kept region that fills `box`, in the map as well.
void add_region(Result& result, const Box& box, double score) {
  Region region;
  region.box = box;
  region.mask = {int(box.x0), int(box.y0), Mask(int(box.x1 - box.x0), int(box.y1 - box.y0), 1)};
  region.area = area(region.mask);
  region.phrase = "crack";
  region.rank = static_cast<int>(result.regions.size()) + 1;
  region.scores.rescored = score;
  const Mask inside = paste(region.mask, result.width, result.height);
  for (std::size_t i = 0; i < inside.values.size(); ++i)
    if (inside.values[i] != 0) result.anomaly_map.values[i] = static_cast<float>(score);
  result.regions.push_back(std::move(region));
  result.pred_score = std::max(result.pred_score, score);
  result.pred_label = result.pred_score >= result.threshold;
}

std::array<int, 3> pixel(const Image& image, int x, int y) {
  const std::uint8_t* at = &image.rgb[3 * (std::size_t(y) * std::size_t(image.width) + x)];
  return {at[0], at[1], at[2]};
}

/// How often pixels of this colour, nearly, are in the picture.
std::int64_t count_colour(const Image& image, std::array<int, 3> colour) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    bool near = true;
    for (std::size_t c = 0; c < 3; ++c) near &= std::abs(image.rgb[i + c] - colour[c]) <= 12;
    count += near;
  }
  return count;
}

constexpr std::array<int, 3> kOutline = {0, 229, 255};
constexpr std::array<int, 3> kAlarm = {214, 48, 49};
constexpr std::array<int, 3> kCalm = {46, 125, 90};

TEST(DrawOverlay, LeavesANormalImageAsItIs) {
  const Image image = pixel_noise(1000, 40, 1);
  const Image overlay = draw_overlay(image, result_for(image));
  ASSERT_EQ(overlay.width, 1000);
  EXPECT_GT(overlay.height, 40);
  EXPECT_TRUE(std::equal(image.rgb.begin(), image.rgb.end(), overlay.rgb.begin()));
  EXPECT_GT(count_colour(overlay, kCalm), 500);
  EXPECT_LT(count_colour(overlay, kAlarm), 200);  // a little of it is in the legend
}

TEST(DrawOverlay, OutlinesAndColoursAnomalies) {
  const Image image = grey_image(1000, 800);
  Result result = result_for(image);
  add_region(result, {400, 300, 460, 340}, 0.9);
  const Image overlay = draw_overlay(image, result);
  EXPECT_GT(count_colour(overlay, kOutline), 200);
  EXPECT_GT(count_colour(overlay, kAlarm), 500);
  const auto inside = pixel(overlay, 430, 320);
  EXPECT_GT(inside[0], inside[1] + 40) << "red over grey";
  EXPECT_EQ(pixel(overlay, 100, 700), (std::array{128, 128, 128}));
}

TEST(DrawOverlay, ShowsWeakRegionsWithoutAlarm) {
  const Image image = grey_image(1000, 800);
  Result result = result_for(image);
  add_region(result, {400, 300, 460, 340}, 0.3);
  const Image overlay = draw_overlay(image, result);
  EXPECT_EQ(count_colour(overlay, kOutline), 0);
  EXPECT_LT(count_colour(overlay, kAlarm), 200);  // a little of it is in the legend
  const auto inside = pixel(overlay, 430, 320);
  EXPECT_GT(inside[0], inside[2]) << "a trace of colour";
  EXPECT_LT(inside[0] - inside[2], 60);
}

TEST(DrawOverlay, HasOneColourScaleForAllImages) {
  const Image image = grey_image(1000, 800);
  Result alone = result_for(image);
  add_region(alone, {400, 300, 460, 340}, 0.6);
  Result beside = alone;
  add_region(beside, {700, 600, 760, 640}, 2.5);
  EXPECT_EQ(pixel(draw_overlay(image, alone), 430, 320),
            pixel(draw_overlay(image, beside), 430, 320));
}

TEST(DrawOverlay, EnlargesSmallImages) {
  const Image image = grey_image(200, 150);
  EXPECT_EQ(draw_overlay(image, result_for(image)).width, 800);
  const Image middle = grey_image(500, 300);
  EXPECT_EQ(draw_overlay(middle, result_for(middle)).width, 1000);
  const Image large = grey_image(2500, 100);
  EXPECT_EQ(draw_overlay(large, result_for(large)).width, 2500);
}

TEST(DrawOverlay, TakesEverySize) {
  for (const auto& [width, height] : {std::pair(1, 1), std::pair(1, 300), std::pair(300, 1),
                                      std::pair(2, 5000), std::pair(31, 17)}) {
    const Image image = grey_image(width, height);
    Result result = result_for(image);
    add_region(result, {0, 0, float(width), float(height)}, 0.9);
    const Image overlay = draw_overlay(image, result);
    EXPECT_EQ(overlay.rgb.size(), 3 * overlay.pixels());
    EXPECT_GE(overlay.width, 560);
  }
}

TEST(DrawOverlay, TakesManyRegionsAndOnesAtOrBeyondTheEdge) {
  const Image image = grey_image(900, 700);
  Result result = result_for(image);
  add_region(result, {-10, -10, 30, 20}, 0.9);
  add_region(result, {880, 690, 930, 730}, 0.8);
  add_region(result, {5000, 5000, 5010, 5010}, 0.8);
  for (int i = 0; i < 150; ++i) {
    const auto x = static_cast<float>(i * 5);
    add_region(result, {x, 300, x + 3, 303}, 0.7);
  }
  result.regions.emplace_back();  // kept, but with no mask
  EXPECT_EQ(draw_overlay(image, result).width, 900);
}

TEST(DrawOverlay, WrapsALongNotice) {
  const Image image = grey_image(600, 600);
  Result result = result_for(image);
  const int height = draw_overlay(image, result).height;
  result.engine_notice += ". Большой текст" + std::string(400, 'x') + std::string(300, ' ') + "end";
  result.profile = std::string(500, 'y');
  EXPECT_GT(draw_overlay(image, result).height, height);
}

TEST(DrawOverlay, IsTheSameEachTime) {
  const Image image = pixel_noise(300, 200, 9);
  Result result = result_for(image);
  add_region(result, {40, 30, 60, 90}, 0.9);
  EXPECT_EQ(draw_overlay(image, result).rgb, draw_overlay(image, result).rgb);
}

TEST(DrawOverlay, RefusesAResultOfAnotherImage) {
  const Image image = grey_image(20, 20);
  EXPECT_THROW(static_cast<void>(draw_overlay(grey_image(20, 21), result_for(image))), InputError);
  EXPECT_THROW(static_cast<void>(draw_overlay(Image{}, Result{})), InputError);
  Result without_map = result_for(image);
  without_map.anomaly_map = {};
  EXPECT_THROW(static_cast<void>(draw_overlay(image, without_map)), InputError);
}

}  // namespace
}  // namespace saa
