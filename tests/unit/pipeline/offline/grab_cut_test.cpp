#include "pipeline/offline/grab_cut.h"

#include "image/mask_geometry.h"
#include "pipeline/offline/grabcut_refiner.h"
#include "unit/pipeline/offline/synthetic_pictures.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace saa::offline {
namespace {

/// Labels that call the left half foreground.
cv::Mat left_half(cv::Size size) {
  cv::Mat labels(size, CV_8UC1, cv::Scalar(cv::GC_PR_BGD));
  labels.colRange(0, size.width / 2) = cv::Scalar(cv::GC_PR_FGD);
  return labels;
}

TEST(GrabCut, GivesTheSameAnswerWhateverTheThreadDrewBefore) {
  const cv::Mat picture = test::to_rgb(test::grainless({64, 64}, 40));
  cv::theRNG().state = 1;
  cv::Mat first = left_half(picture.size());
  ASSERT_TRUE(grab_cut(picture, first, 2));
  cv::theRNG().state = 99;
  cv::Mat second = left_half(picture.size());
  ASSERT_TRUE(grab_cut(picture, second, 2));
  EXPECT_EQ(cv::countNonZero(first != second), 0);
  EXPECT_EQ(cv::theRNG().state, 99) << "the thread's own numbers go on as if nothing had been";
}

TEST(GrabCut, DeclinesLabelsOfOneSide) {
  const cv::Mat picture = test::to_rgb(test::grainless({16, 16}));
  cv::Mat labels(picture.size(), CV_8UC1, cv::Scalar(cv::GC_PR_FGD));
  EXPECT_FALSE(grab_cut(picture, labels, 1));
  labels.setTo(cv::GC_BGD);
  EXPECT_FALSE(grab_cut(picture, labels, 1));
}

TEST(GrabCut, SurvivesAPictureOfOneColour) {
  const cv::Mat picture(16, 16, CV_8UC3, cv::Scalar::all(128));
  cv::Mat labels = left_half(picture.size());
  EXPECT_NO_THROW((void)grab_cut(picture, labels, 2));
}

RegionMask refined(const Image& image, const RegionMask& seed) {
  const std::vector<Proposal> proposals = {{.box = bounding_box(seed), .seed = seed}};
  return GrabCutRefiner().begin(image, ChannelOrder::rgb)->refine(proposals).at(0);
}

TEST(GrabCutRefiner, DrawsTheOutlineAgainOnALargePicture) {
  const cv::Size size(1600, 1200);
  const cv::Mat blob = test::ellipse(size, {700, 500}, {60, 40});
  const Image image = test::to_image(test::shaded(test::grainless(size), blob, 0.5));
  const RegionMask truth = test::to_region(blob);
  cv::Mat swollen;
  cv::dilate(blob, swollen, cv::Mat::ones(7, 7, CV_8U));
  const RegionMask seed = test::to_region(swollen);
  EXPECT_LT(test::iou(seed, truth), 0.9);
  EXPECT_GT(test::iou(refined(image, seed), truth), 0.95);
}

TEST(GrabCutRefiner, KeepsTheSeedWhereNothingWasShrunk) {
  const cv::Size size(400, 300);
  const cv::Mat blob = test::ellipse(size, {200, 150}, {30, 20});
  const Image image = test::to_image(test::shaded(test::grainless(size), blob, 0.5));
  const RegionMask seed = test::to_region(cv::Mat(blob(cv::Rect(0, 0, 220, 300))));
  const RegionMask mask = refined(image, seed);
  EXPECT_EQ(mask.window.values, seed.window.values);
}

TEST(GrabCutRefiner, KeepsASeedThatThePictureDoesNotShow) {
  const Image image = test::even_image(1600, 1200, 128);
  const RegionMask seed = test::to_region(test::ellipse({1600, 1200}, {800, 600}, {40, 30}));
  EXPECT_GT(test::iou(refined(image, seed), seed), 0.5);
}

TEST(GrabCutRefiner, HasNoMaskWithoutASeed) {
  EXPECT_TRUE(refined(test::even_image(1600, 1200, 128), {}).empty());
}

}  // namespace
}  // namespace saa::offline
