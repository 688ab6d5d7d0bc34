#include "pipeline/offline/robust_statistics.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace saa::offline {
namespace {

TEST(Median, IsTheMiddleValueOrTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(median(std::vector<float>{3, 1, 2}), 2);
  EXPECT_EQ(median(std::vector<float>{4, 1, 3, 2}), 2.5F);
  EXPECT_EQ(median(std::vector<float>{7}), 7);
}

TEST(Median, OfNothingIsZero) { EXPECT_EQ(median(std::vector<float>{}), 0); }

TEST(Median, OfAMapLooksOnlyWhereItIsTold) {
  const cv::Mat map = (cv::Mat_<float>(1, 4) << 1, 2, 30, 40);
  const cv::Mat where = (cv::Mat_<std::uint8_t>(1, 4) << 0, 0, 1, 255);
  EXPECT_EQ(median(map), 16);
  EXPECT_EQ(median(map, where), 35);
}

TEST(RobustZ, IgnoresAnOutlier) {
  const cv::Mat map = (cv::Mat_<float>(1, 5) << 0, 1, 2, 3, 1000);
  const cv::Mat z = robust_z(map, 1e-6F);
  EXPECT_FLOAT_EQ(z.at<float>(0, 0), -2 / kDeviationOfMad);
  EXPECT_FLOAT_EQ(z.at<float>(0, 2), 0);
  EXPECT_FLOAT_EQ(z.at<float>(0, 4), 998 / kDeviationOfMad);
}

TEST(RobustZ, OfAnEvenMapIsZeroNotUndefined) {
  const cv::Mat z = robust_z(cv::Mat::ones(3, 3, CV_32F) * 5, 0.02F);
  EXPECT_EQ(cv::countNonZero(z), 0);
}

TEST(RobustZ, DividesByTheLeastDeviationWhereThereIsLess) {
  const cv::Mat map = (cv::Mat_<float>(1, 5) << 5, 5, 5, 5, 6);
  EXPECT_FLOAT_EQ(robust_z(map, 0.5F).at<float>(0, 4), 2);
}

}  // namespace
}  // namespace saa::offline
