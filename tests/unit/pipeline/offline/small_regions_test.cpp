#include "pipeline/offline/small_regions.h"

#include "unit/pipeline/offline/synthetic_pictures.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <vector>

namespace saa::offline {
namespace {

const cv::Size kSize{320, 240};

std::vector<Finding> marks_in(const cv::Mat& grey, const cv::Mat& surroundings) {
  cv::Mat brightness;
  cv::GaussianBlur(log_brightness(test::to_8_bits(grey)), brightness, {}, 1);
  return find_marks(brightness, grain_of(brightness), surroundings);
}

std::vector<Finding> marks_in(const cv::Mat& grey) {
  return marks_in(grey, cv::Mat::zeros(grey.size(), CV_8U));
}

std::optional<Finding> best(const std::vector<Finding>& findings) {
  const auto found = std::ranges::max_element(findings, {}, &Finding::log_odds);
  return found == findings.end() ? std::nullopt : std::optional(*found);
}

RegionMask region_of(const Finding& finding) {
  cv::Mat whole = cv::Mat::zeros(kSize, CV_8U);
  cv::Mat place = whole(finding.box);
  finding.mask.copyTo(place);
  return test::to_region(whole);
}

TEST(Grain, IsTheDirectionOfTheStripes) {
  const cv::Mat upright = log_brightness(test::to_8_bits(test::grained(kSize)));
  EXPECT_EQ(grain_of(upright), Grain::along_columns);
  EXPECT_EQ(grain_of(upright.t()), Grain::along_rows);
  EXPECT_EQ(grain_of(log_brightness(test::to_8_bits(test::grainless(kSize)))), Grain::none);
  EXPECT_EQ(grain_of(cv::Mat::zeros(kSize, CV_32F)), Grain::none);
}

TEST(Marks, ADarkAndABrightBlobAreFoundOnEveryGrain) {
  const cv::Mat blob = test::ellipse(kSize, {150, 130}, {14, 9});
  const cv::Mat upright = test::grained(kSize);
  const cv::Mat flat = test::grained({kSize.height, kSize.width}).t();
  for (const cv::Mat& texture : {upright, flat, test::grainless(kSize)}) {
    for (const double factor : {0.45, 1.75}) {
      const auto mark = best(marks_in(test::shaded(texture, blob, factor)));
      ASSERT_TRUE(mark);
      EXPECT_EQ(mark->kind, factor < 1 ? Kind::dark_mark : Kind::bright_mark);
      EXPECT_GT(mark->log_odds, 0);
      EXPECT_GT(test::iou(region_of(*mark), test::to_region(blob)), 0.8);
    }
  }
}

TEST(Marks, ACleanTextureHasNoneWorthTheName) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    for (const cv::Mat& texture : {test::grained(kSize, seed), test::grainless(kSize, 8, seed)}) {
      const auto mark = best(marks_in(texture));
      if (mark) {
        EXPECT_LT(mark->log_odds, 0) << seed;
      }
    }
  }
}

TEST(Marks, AnEvenPictureHasNone) {
  EXPECT_TRUE(marks_in(cv::Mat(kSize, CV_32FC1, cv::Scalar(128))).empty());
}

TEST(Marks, TheLastBitOfAnEvenPictureIsNoEvidence) {
  cv::Mat grey(kSize, CV_32FC1, cv::Scalar(128));
  grey(cv::Rect(100, 100, 20, 20)) = cv::Scalar(129);
  EXPECT_TRUE(marks_in(grey).empty());
}

TEST(Marks, WhatLeansOnTheBorderIsLeftOut) {
  const cv::Mat blob = test::ellipse(kSize, {0, 120}, {14, 12});
  for (const Finding& mark : marks_in(test::shaded(test::grained(kSize), blob, 0.4)))
    EXPECT_GT(mark.box.x, 0);
}

TEST(Marks, AreOnThePartOnly) {
  cv::Mat surroundings = cv::Mat::zeros(kSize, CV_8U);
  surroundings(cv::Rect(200, 0, 120, kSize.height)) = cv::Scalar(1);
  const cv::Mat outside = test::ellipse(kSize, {260, 120}, {14, 9});
  const cv::Mat inside = test::ellipse(kSize, {100, 120}, {14, 9});
  const cv::Mat grey = test::shaded(test::grained(kSize), outside | inside, 0.45);
  const std::vector<Finding> marks = marks_in(grey, surroundings);
  ASSERT_FALSE(marks.empty());
  for (const Finding& mark : marks) EXPECT_LE(mark.box.br().x, 200);
  EXPECT_GT(test::iou(region_of(*best(marks)), test::to_region(inside)), 0.8);
}

TEST(Marks, APictureWithoutAPartHasNone) {
  EXPECT_TRUE(marks_in(test::grained(kSize), cv::Mat::ones(kSize, CV_8U)).empty());
}

}  // namespace
}  // namespace saa::offline
