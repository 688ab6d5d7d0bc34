#include "baselines/utad/utad_mapper.h"

#include "models/image_input.h"
#include "nn/runtime.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <thread>

namespace saa::baselines {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

/// The mean colours of 8 x 8 pixels.
UtadMapper coarse_colours(int threads = 1) {
  const auto define = [](nn::Builder& builder) {
    const nn::Value picture = image_input(builder, {{0, 0, 0}, {1, 1, 1}});
    builder.output("features", nn::permute(nn::mean_pool(picture, 8, 8), {0, 2, 3, 1}));
  };
  return UtadMapper(nn::cpu_runtime().compile("colours", define, {.threads = threads}),
                    /*unit=*/1, threads);
}

FloatMap map_of(const UtadMapper& utad, const Image& image) {
  std::vector<StageTime> times;
  const PredictOptions options;
  StageClock clock(options, times);
  return utad.map(image, {}, clock);
}

Image noise(int width, int height) {
  std::mt19937 random(1);
  Image image{width, height, std::vector<std::uint8_t>(3 * std::size_t(width * height))};
  std::ranges::generate(image.rgb, [&] { return static_cast<std::uint8_t>(random()); });
  return image;
}

TEST(LocalMean, CountsTheZerosBeyondTheEdges) {
  const FeatureGrid grid{.width = 3, .height = 2, .channels = 1, .values = {9, 0, 0, 0, 18, 27}};
  EXPECT_THAT(local_mean(grid).values, ElementsAre(3, 6, 5, 3, 6, 5));
}

TEST(LocalMean, KeepsChannelsApart) {
  const FeatureGrid grid{.width = 1, .height = 2, .channels = 2, .values = {9, 18, 0, 9}};
  EXPECT_THAT(local_mean(grid).values, ElementsAre(1, 3, 1, 3));
}

TEST(LevelBorder, PutsTheLeastOfAllWhereTheMarginIs) {
  FloatMap map(5, 3, 7.0F);
  map.at(0, 0) = 9;
  map.at(2, 1) = 8;
  map.at(4, 2) = 3;
  EXPECT_THAT(level_border(map, 1).values,
              ElementsAre(3, 3, 3, 3, 3, 3, 7, 8, 7, 3, 3, 3, 3, 3, 3));
}

TEST(LevelBorder, LeavesNothingOfAMapThatIsAllBorder) {
  FloatMap map(2, 2, 5.0F);
  map.at(1, 0) = 4;
  EXPECT_THAT(level_border(map, 3).values, ElementsAre(4, 4, 4, 4));
}

TEST(UtadMapper, TheOddPlaceOfAPlateStandsOut) {
  Image plate{160, 80, std::vector<std::uint8_t>(std::size_t(3 * 160 * 80), 90)};
  for (int y = 30; y < 46; ++y)
    for (int x = 96; x < 112; ++x) plate.rgb[std::size_t(3 * (y * 160 + x))] = 200;
  const FloatMap map = map_of(coarse_colours(), plate);
  ASSERT_EQ(map.width, 320);
  ASSERT_EQ(map.height, 320);
  // 104, 38 of 160 x 80, squeezed to a square.
  EXPECT_GT(map.at(208, 152), 10 * map.at(60, 152));
  const auto highest = std::ranges::max_element(map.values) - map.values.begin();
  EXPECT_NEAR(double(highest % 320), 208, 10);
  EXPECT_NEAR(double(highest / 320), 152, 10);
}

TEST(UtadMapper, ALonePixelIsLikeItself) {
  const FloatMap map = map_of(coarse_colours(), Image{1, 1, {10, 20, 30}});
  // Rounding of the pooled colours, about 30 / 2^23 each.
  EXPECT_THAT(map.values, Each(::testing::AllOf(::testing::Ge(0.0F), ::testing::Lt(1e-4F))));
}

TEST(UtadMapper, DependsNeitherOnThreadsNorOnWhatElseRuns) {
  const Image image = noise(50, 70);
  const FloatMap expected = map_of(coarse_colours(1), image);
  const UtadMapper shared = coarse_colours(3);
  std::array<FloatMap, 3> found;
  std::vector<std::thread> threads;
  for (FloatMap& map : found) threads.emplace_back([&] { map = map_of(shared, image); });
  for (std::thread& thread : threads) thread.join();
  for (const FloatMap& map : found) EXPECT_EQ(map.values, expected.values);
}

}  // namespace
}  // namespace saa::baselines
