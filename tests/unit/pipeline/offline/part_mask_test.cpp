#include "pipeline/offline/part_mask.h"

#include "unit/pipeline/offline/synthetic_pictures.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace saa::offline {
namespace {

const cv::Size kSize{320, 240};

/// Grey pictures with this mask of the part: share of pixels on which the found mask agrees.
double agreement(const cv::Mat& grey, const cv::Mat& part) {
  const cv::Mat outside = find_surroundings(test::to_rgb(grey));
  const cv::Mat right = (outside == 0) == (part != 0);
  return cv::countNonZero(right) / static_cast<double>(right.total());
}

TEST(PartMask, ATextureIsAllPart) {
  EXPECT_EQ(cv::countNonZero(find_surroundings(test::to_rgb(test::grained(kSize)))), 0);
  EXPECT_EQ(cv::countNonZero(find_surroundings(test::to_rgb(test::grainless(kSize)))), 0);
}

TEST(PartMask, AnEvenPictureIsAllPart) {
  EXPECT_EQ(cv::countNonZero(find_surroundings(cv::Mat(kSize, CV_8UC3, cv::Scalar::all(90)))), 0);
}

TEST(PartMask, SeesAPartOnAPlainBackground) {
  const cv::Mat part = test::ellipse(kSize, {160, 120}, {100, 70});
  cv::Mat grey(kSize, CV_32FC1, cv::Scalar(225));
  test::grainless(kSize).copyTo(grey, part);
  EXPECT_GT(agreement(grey, part), 0.98);
}

TEST(PartMask, SeesWhereAPartEndsAtTheBorder) {
  for (const double strip : {20.0, 250.0}) {
    cv::Mat grey = test::grained(kSize);
    cv::Mat part = cv::Mat::ones(kSize, CV_8U);
    grey(cv::Rect(0, 0, 30, kSize.height)) = cv::Scalar(strip < 100 ? 20 : 600);
    part(cv::Rect(0, 0, 30, kSize.height)) = cv::Scalar(0);
    if (strip > 100) grey = cv::min(grey / 3, 250);  // a part dark enough for a bright strip
    EXPECT_GT(agreement(grey, part), 0.98) << strip;
  }
}

TEST(PartMask, ADarkMarkInsideIsPartOfThePart) {
  const cv::Mat mark = test::ellipse(kSize, {160, 120}, {20, 12});
  const cv::Mat grey = test::shaded(test::grained(kSize), mark, 0.2);
  EXPECT_EQ(cv::countNonZero(find_surroundings(test::to_rgb(grey))), 0);
}

}  // namespace
}  // namespace saa::offline
