#include "baselines/winclip/window_scores.h"

#include <array>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saa::baselines {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

const TextFeatures kTexts = {.normal = {1, 0}, .anomalous = {0, 1}};

WinClipForm form(Averaged averaged, double temperature = 0.5) {
  return {.name = "test", .temperature = temperature, .averaged = averaged};
}

TEST(UnitMean, HasTheDirectionOfTheMeanOfFeaturesAsTheyAre) {
  // Not of features brought to length 1 before: the longer one counts for more.
  const std::vector<float> features = {9, 0, 3, 16};
  EXPECT_THAT(unit_mean(features, 2), ElementsAre(0.6F, 0.8F));
}

TEST(WindowScores, AreTheSoftmaxOfCosinesOverTheTemperature) {
  const std::vector<float> features = {3, 4, 0, 2, 5, 0};  // cosines 0.6 0.8, 0 1, 1 0
  const auto anomalous = window_scores(features, kTexts, form(Averaged::anomalous));
  const auto normal = window_scores(features, kTexts, form(Averaged::normal));
  const std::array<double, 3> ahead = {0.2, 1, -1};
  for (std::size_t i = 0; i < ahead.size(); ++i) {
    EXPECT_NEAR(anomalous[i], 1 / (1 + std::exp(-ahead[i] / 0.5)), 1e-7) << i;  // f32 features
    EXPECT_NEAR(anomalous[i] + normal[i], 1, 1e-7) << i;
  }
}

TEST(PatchMap, IsTheHarmonicMeanOfWindowsAndOfLevels) {
  const std::array windows = {Windows(2, 1), Windows(2, 2)};
  const std::array<std::vector<double>, 2> levels = {std::vector{0.5, 0.25, 1.0, 0.125},
                                                     std::vector{0.5}};
  EXPECT_THAT(patch_map(windows, levels, 2, form(Averaged::anomalous)).values,
              ElementsAre(2.0F / 4, 2.0F / 6, 2.0F / 3, 2.0F / 10));
  EXPECT_THAT(
      patch_map(windows, levels, 2, form(Averaged::normal)).values,
      ElementsAre(float(1 - 2.0 / 4), float(1 - 2.0 / 6), float(1 - 2.0 / 3), float(1 - 2.0 / 10)));
}

TEST(PatchMap, StaysFiniteWhereNothingIsAnomalousAtAll) {
  const std::array windows = {Windows(3, 2)};
  // A cosine of -1 and one of 1 at the sharpest temperature there is.
  const std::vector<double> scores =
      window_scores(std::vector<float>{1, 0}, {.normal = {1, 0}, .anomalous = {-1, 0}},
                    form(Averaged::anomalous, 0.01));
  const std::array<std::vector<double>, 1> levels = {std::vector<double>(4, scores.front())};
  EXPECT_THAT(patch_map(windows, levels, 3, form(Averaged::anomalous)).values,
              Each(::testing::AllOf(::testing::Ge(0.0F), ::testing::Lt(1e-30F))));
}

}  // namespace
}  // namespace saa::baselines
