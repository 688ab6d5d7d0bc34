#include "pipeline/offline/region_selection.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <vector>

namespace saa::offline {
namespace {

const cv::Size kSize{100, 80};

Finding block(Kind kind, const cv::Rect& box, double log_odds) {
  return {.kind = kind, .box = box, .mask = cv::Mat::ones(box.size(), CV_8U), .log_odds = log_odds};
}
Finding mark(const cv::Rect& box, double log_odds) { return block(Kind::dark_mark, box, log_odds); }
Finding texture(const cv::Rect& box, double log_odds) {
  return block(Kind::other_texture, box, log_odds);
}

TEST(Selection, TakesTheBestFirst) {
  const Selection selection = select_disjoint(
      {mark({0, 0, 5, 5}, 1), mark({10, 0, 5, 5}, 3), mark({20, 0, 5, 5}, 2)}, kSize);
  ASSERT_EQ(selection.best.size(), 3);
  EXPECT_EQ(selection.best[0].log_odds, 3);
  EXPECT_EQ(selection.best[1].log_odds, 2);
  EXPECT_EQ(selection.best[2].log_odds, 1);
  EXPECT_TRUE(selection.duplicates.empty());
}

TEST(Selection, AMarkThatSharesAPixelWithABetterOneIsADuplicate) {
  const Selection selection =
      select_disjoint({mark({0, 0, 9, 9}, 1), mark({8, 8, 9, 9}, 3)}, kSize);
  ASSERT_EQ(selection.best.size(), 1);
  ASSERT_EQ(selection.duplicates.size(), 1);
  EXPECT_EQ(selection.duplicates[0].finding.log_odds, 1);
  EXPECT_EQ(selection.duplicates[0].better_log_odds, 3);
}

TEST(Selection, ATextureLosesWhatABetterMarkCovers) {
  const Selection selection =
      select_disjoint({texture({0, 0, 20, 20}, 1), mark({5, 5, 4, 4}, 3)}, kSize);
  ASSERT_EQ(selection.best.size(), 2);
  EXPECT_EQ(cv::countNonZero(selection.best[1].mask), 400 - 16);
}

TEST(Selection, WhatIsMostlyCoveredIsADuplicate) {
  const Selection selection = select_disjoint(
      {texture({0, 0, 20, 20}, 3), mark({17, 0, 6, 6}, 2), mark({16, 10, 6, 6}, 1)}, kSize);
  ASSERT_EQ(selection.best.size(), 2);
  EXPECT_EQ(cv::countNonZero(selection.best[1].mask), 18);  // half of it stays: enough
  ASSERT_EQ(selection.duplicates.size(), 1);
  EXPECT_EQ(selection.duplicates[0].better_log_odds, 3);
}

TEST(Selection, NumbersAreBounded) {
  std::vector<Finding> findings;
  for (int i = 0; i < 25; ++i) {
    findings.push_back(mark({4 * i, 0, 3, 3}, 100 - i));
    findings.push_back(mark({4 * i, 0, 2, 2}, 50 - i));
  }
  const Selection selection = select_disjoint(findings, kSize);
  EXPECT_EQ(selection.best.size(), kMostProposals);
  EXPECT_LE(selection.duplicates.size(), kMostDuplicates);
}

TEST(Selection, EqualFindingsStayInTheirOrder) {
  const Selection selection =
      select_disjoint({mark({0, 0, 5, 5}, 1), mark({3, 0, 5, 5}, 1)}, kSize);
  ASSERT_EQ(selection.best.size(), 1);
  EXPECT_EQ(selection.best[0].box.x, 0);
}

TEST(Selection, OfNothingIsNothing) { EXPECT_TRUE(select_disjoint({}, kSize).best.empty()); }

}  // namespace
}  // namespace saa::offline
