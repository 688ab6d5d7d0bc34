// The parts that the region figures are made of, each against the plain way of doing it.
#include "evaluation/metrics/box_counts.h"
#include "evaluation/metrics/matching.h"
#include "evaluation/metrics/predicted_regions.h"
#include "evaluation/metrics/score_keys.h"
#include "evaluation/metrics/threshold_steps.h"
#include "image/components.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <tuple>
#include <vector>

namespace saa {
namespace {

std::vector<std::uint8_t> random_steps(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> steps(count);
  for (std::uint8_t& step : steps) step = static_cast<std::uint8_t>(1 + random() % kThresholdSteps);
  return steps;
}

Mask predicted_at(const std::vector<std::uint8_t>& steps, std::size_t step, int width, int height) {
  Mask mask(width, height);
  for (std::size_t i = 0; i < steps.size(); ++i) mask.values[i] = steps[i] <= step ? 1 : 0;
  return mask;
}

TEST(ScoreKeys, KeepTheOrderOfScoresAndTheScores) {
  using Limits = std::numeric_limits<float>;
  const std::vector<float> rising = {
      Limits::lowest(), -2.0F, -1.0F, -Limits::denorm_min(), 0.0F, Limits::denorm_min(),
      Limits::min(),    0.5F,  1.0F,  Limits::max()};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    EXPECT_EQ(key_score(score_key(rising[i])), rising[i]);
    if (i > 0) {
      EXPECT_LT(score_key(rising[i - 1]), score_key(rising[i]));
    }
  }
  EXPECT_EQ(score_key(-0.0F), score_key(0.0F));
}

TEST(ThresholdSteps, AreTheFirstWhoseThresholdAScoreIsAbove) {
  std::mt19937 random(4);
  std::uniform_real_distribution<float> uniform(-0.3F, 1.7F);
  FloatMap scores(50, 40);
  for (float& score : scores.values) score = uniform(random);
  for (int i = 0; i < 200; ++i) scores.values[std::size_t(i)] = float(i) / 100 - 0.3F;
  const auto [lowest, highest] = std::ranges::minmax(scores.values);
  const ThresholdSteps thresholds(lowest, highest);
  std::vector<std::uint8_t> steps;
  thresholds.of(scores, steps);
  const double delta = (double{highest} - double{lowest}) / 200;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::size_t expected = 0;
    while (expected < 200 && !(scores.values[i] > highest - double(expected) * delta)) ++expected;
    EXPECT_EQ(steps[i], expected);
  }
}

TEST(ThresholdSteps, NeverPredictAConstantMap) {
  std::vector<std::uint8_t> steps;
  ThresholdSteps(0.5F, 0.5F).of(FloatMap(3, 1, 0.5F), steps);
  EXPECT_EQ(steps, std::vector<std::uint8_t>(3, kThresholdSteps));
}

TEST(PredictedRegions, AreTheComponentsOfEveryPrediction) {
  constexpr int kWidth = 23;
  constexpr int kHeight = 17;
  PredictedRegions regions;
  for (const unsigned seed : {1U, 2U}) {  // the second time in used memory
    const std::vector<std::uint8_t> steps = random_steps(kWidth * kHeight, seed);
    regions.start(steps, kWidth, kHeight);
    for (std::size_t step = 0; step < kThresholdSteps; ++step) {
      EXPECT_EQ(regions.grow(), std::ranges::count(steps, step) > 0);
      const Mask prediction = predicted_at(steps, step, kWidth, kHeight);
      std::vector<std::array<int, 4>> expected;
      for (const Component& part : connected_components(prediction, Connectivity::eight)) {
        expected.push_back({part.mask.x, part.mask.y, part.mask.x + part.mask.window.width,
                            part.mask.y + part.mask.window.height});
      }
      std::vector<std::array<int, 4>> found;
      for (const PixelBox& box : regions.boxes()) found.push_back({box.x0, box.y0, box.x1, box.y1});
      std::ranges::sort(expected);
      std::ranges::sort(found);
      EXPECT_EQ(found, expected);
      EXPECT_EQ(regions.count(), expected.size());
    }
  }
}

TEST(BoxCounts, AreTheSameCountedAndFromTheTable) {
  constexpr int kWidth = 19;
  constexpr int kHeight = 14;
  const std::vector<std::uint8_t> steps = random_steps(kWidth * kHeight, 3);
  Mask truth(kWidth, kHeight);
  for (std::size_t i = 0; i < truth.values.size(); ++i) truth.values[i] = i % 7 < 3 ? 1 : 0;
  std::mt19937 random(8);
  BoxCounts counts(steps, truth);
  for (const std::uint8_t step : {std::uint8_t{60}, std::uint8_t{130}}) {
    counts.predict(step);
    for (int repeat = 0; repeat < 200; ++repeat) {  // far more pixels than the picture has
      const int x0 = static_cast<int>(random() % kWidth);
      const int y0 = static_cast<int>(random() % kHeight);
      const PixelBox box{x0, y0, x0 + 1 + static_cast<int>(random() % unsigned(kWidth - x0)),
                         y0 + 1 + static_cast<int>(random() % unsigned(kHeight - y0))};
      std::int64_t intersection = 0;
      std::int64_t either = 0;
      for (int y = box.y0; y < box.y1; ++y) {
        for (int x = box.x0; x < box.x1; ++x) {
          const bool predicted = steps[std::size_t(y * kWidth + x)] <= step;
          intersection += predicted && truth.at(x, y) != 0 ? 1 : 0;
          either += predicted || truth.at(x, y) != 0 ? 1 : 0;
        }
      }
      const BoxCounts::Counts found = counts.inside(box);
      EXPECT_EQ(found.intersection, intersection);
      EXPECT_EQ(found.either, either);
    }
  }
}

TEST(Matching, MovesEarlierPairsToMakeRoom) {
  EXPECT_EQ(matching_size({{0, 1}, {0}}, 2), 2U);
  EXPECT_EQ(matching_size({{0, 1}, {0, 2}, {0}}, 3), 3U);
  EXPECT_EQ(matching_size({{0}, {0}, {0}}, 1), 1U);
  EXPECT_EQ(matching_size({{}, {1}, {1}}, 2), 1U);
  EXPECT_EQ(matching_size({}, 3), 0U);
}

}  // namespace
}  // namespace saa
