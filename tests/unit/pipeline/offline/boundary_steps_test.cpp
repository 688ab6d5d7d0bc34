#include "pipeline/offline/boundary_steps.h"

#include <cmath>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace saa::offline {
namespace {

const cv::Mat kNothing = cv::Mat::zeros(5, 6, CV_8U);

TEST(BoundarySteps, CompareTheMeansOnBothSidesOfABorder) {
  // Rows 1 2 4 8 16, a reach of 2: steps 2, 4.5, 9 and 10, whose median is 6.75.
  cv::Mat map(5, 6, CV_32FC1);
  for (int y = 0; y < 5; ++y) map.row(y) = cv::Scalar(std::pow(2, y));
  const CellBorders steps = boundary_steps(map, 2, borders_off(kNothing), 1);
  EXPECT_FLOAT_EQ(steps.below.at<float>(0, 0), 2 / 6.75F);
  EXPECT_FLOAT_EQ(steps.below.at<float>(1, 3), 4.5F / 6.75F);
  EXPECT_FLOAT_EQ(steps.below.at<float>(2, 3), 9 / 6.75F);
  EXPECT_FLOAT_EQ(steps.below.at<float>(3, 5), 10 / 6.75F);
  EXPECT_EQ(cv::countNonZero(steps.right), 0);
}

TEST(BoundarySteps, AreTheSameForTheTransposedMap) {
  cv::Mat map(5, 6, CV_32FC1);
  for (int i = 0; i < 30; ++i) map.at<float>(i / 6, i % 6) = float((i * 7919) % 31);
  const CellBorders steps = boundary_steps(map, 3, borders_off(kNothing), 1);
  const CellBorders turned = boundary_steps(map.t(), 3, borders_off(kNothing.t()), 1);
  EXPECT_EQ(cv::countNonZero(steps.below != turned.right.t()), 0);
  EXPECT_EQ(cv::countNonZero(steps.right != turned.below.t()), 0);
}

TEST(BoundarySteps, AnEvenMapHasNone) {
  const CellBorders steps =
      boundary_steps(cv::Mat::ones(5, 6, CV_32F), 3, borders_off(kNothing), 0.01F);
  EXPECT_EQ(cv::countNonZero(steps.below), 0);
  EXPECT_EQ(cv::countNonZero(steps.right), 0);
}

TEST(Boundary, IsWhereTheRegionEnds) {
  cv::Mat region = kNothing.clone();
  region(cv::Rect(2, 1, 3, 2)) = cv::Scalar(1);
  const CellBorders boundary = boundary_of(region, borders_off(kNothing));
  EXPECT_EQ(count_borders(boundary), 2 * (3 + 2));
  const CellBorders ones = {cv::Mat::ones(4, 6, CV_32F), cv::Mat::ones(5, 5, CV_32F)};
  EXPECT_DOUBLE_EQ(sum_steps(ones, boundary), 10);
}

TEST(Boundary, DoesNotCountBordersToBeAvoided) {
  cv::Mat region = kNothing.clone();
  region(cv::Rect(2, 1, 3, 2)) = cv::Scalar(1);
  cv::Mat avoid = kNothing.clone();
  avoid.row(0) = cv::Scalar(1);
  EXPECT_EQ(count_borders(boundary_of(region, borders_off(avoid))), 7);
}

}  // namespace
}  // namespace saa::offline
