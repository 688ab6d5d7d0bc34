#include "pipeline/offline/working_image.h"

#include "image/mask_geometry.h"
#include "unit/pipeline/offline/synthetic_pictures.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace saa::offline {
namespace {

using test::even_image;
using test::iou;

RegionMask back_and_forth(const Image& picture, const cv::Mat& mask) {
  return WorkingImage(picture).to_picture(mask, {{0, 0}, mask.size()});
}

TEST(WorkingImage, KeepsAPictureThatIsSmallEnough) {
  const Image picture = even_image(512, 300, 77);
  const WorkingImage working(picture);
  EXPECT_EQ(working.size(), cv::Size(512, 300));
  EXPECT_EQ(working.image().rgb, picture.rgb);
}

TEST(WorkingImage, ShrinksTheLongSideTo512) {
  EXPECT_EQ(WorkingImage(even_image(2048, 1000, 77)).size(), cv::Size(512, 250));
  EXPECT_EQ(WorkingImage(even_image(20, 5120, 77)).size(), cv::Size(2, 512));
  EXPECT_EQ(WorkingImage(even_image(1, 5000, 77)).size(), cv::Size(1, 512));
}

TEST(WorkingImage, GivesAMaskBackUnchangedWhereNothingWasShrunk) {
  const cv::Mat mask = test::ellipse({100, 80}, {40, 50}, {20, 11});
  const RegionMask expected = test::to_region(mask);
  const RegionMask region = back_and_forth(even_image(100, 80, 77), mask);
  EXPECT_EQ(region.x, expected.x);
  EXPECT_EQ(region.y, expected.y);
  EXPECT_EQ(region.window.width, expected.window.width);
  EXPECT_EQ(region.window.values, expected.window.values);
}

TEST(WorkingImage, EnlargesAMaskToThePicture) {
  const cv::Size size(512, 400);
  const cv::Mat mask = test::ellipse(size, {200, 150}, {60, 30});
  const RegionMask region = back_and_forth(even_image(1900, 1484, 77), mask);
  const double scale = 1900.0 / 512;
  // OpenCV draws pixel centres: (x + 0.5) * scale - 0.5.
  const cv::Mat large =
      test::ellipse({1900, 1484}, {cvRound(200.5 * scale - 0.5), cvRound(150.5 * scale - 0.5)},
                    {cvRound(60.5 * scale), cvRound(30.5 * scale)});
  EXPECT_GT(iou(region, test::to_region(large)), 0.97);
}

TEST(WorkingImage, EnlargesOnlyAWindow) {
  const Image picture = even_image(1024, 1024, 77);
  const cv::Mat dot = cv::Mat::ones(3, 2, CV_8U);
  const RegionMask region = WorkingImage(picture).to_picture(dot, {510, 100, 2, 3});
  EXPECT_EQ(region.x, 1020);
  EXPECT_EQ(region.y, 200);
  EXPECT_EQ(region.window.width, 4);  // up to the right border
  EXPECT_EQ(region.window.height, 6);
  EXPECT_GE(area(region), 20);  // corners are cut
}

TEST(WorkingImage, FillsAPictureWithAFullMask) {
  const Image picture = even_image(1000, 700, 77);
  const cv::Size size = WorkingImage(picture).size();
  EXPECT_EQ(area(back_and_forth(picture, cv::Mat::ones(size, CV_8U))), 1000 * 700);
}

TEST(WorkingImage, HasNoRegionForAnEmptyMask) {
  EXPECT_TRUE(back_and_forth(even_image(600, 600, 77), cv::Mat::zeros(512, 512, CV_8U)).empty());
}

}  // namespace
}  // namespace saa::offline
