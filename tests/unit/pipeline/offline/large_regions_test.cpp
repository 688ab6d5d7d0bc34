#include "pipeline/offline/large_regions.h"

#include "unit/pipeline/offline/synthetic_pictures.h"

#include <gtest/gtest.h>
#include <optional>

namespace saa::offline {
namespace {

const cv::Size kSize{384, 320};

std::optional<Finding> texture_in(const cv::Mat& grey) {
  const cv::Mat bytes = test::to_8_bits(grey);
  cv::Mat brightness;
  cv::GaussianBlur(log_brightness(bytes), brightness, {}, 1);
  return find_other_texture(bytes, grain_of(brightness), cv::Mat::zeros(bytes.size(), CV_8U));
}

RegionMask region_of(const Finding& finding) {
  cv::Mat whole = cv::Mat::zeros(kSize, CV_8U);
  cv::Mat place = whole(finding.box);
  finding.mask.copyTo(place);
  return test::to_region(whole);
}

/// `other` where the mask is set, `texture` elsewhere.
cv::Mat joined(const cv::Mat& texture, const cv::Mat& other, const cv::Mat& mask) {
  cv::Mat grey = texture.clone();
  other.copyTo(grey, mask);
  return grey;
}

TEST(OtherTexture, ARoughBandIsFound) {
  cv::Mat band = cv::Mat::zeros(kSize, CV_8U);
  band(cv::Rect(0, 200, kSize.width, 120)) = cv::Scalar(1);
  const cv::Mat texture = test::grained(kSize);
  const auto found = texture_in(joined(texture, 150 + 3 * (test::grained(kSize, 7) - 130), band));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kind, Kind::other_texture);
  EXPECT_GT(found->log_odds, 0);
  EXPECT_GT(test::iou(region_of(*found), test::to_region(band)), 0.8);
}

TEST(OtherTexture, OneTextureIsNotTwo) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    for (const cv::Mat& texture : {test::grained(kSize, seed), test::grainless(kSize, 8, seed)}) {
      const auto found = texture_in(texture);
      if (found) {
        EXPECT_LT(found->log_odds, -0.5) << seed;
      }
    }
  }
}

TEST(OtherTexture, ASlowShadowIsNone) {
  cv::Mat shadow(kSize, CV_32FC1);
  for (int y = 0; y < kSize.height; ++y)
    for (int x = 0; x < kSize.width; ++x) shadow.at<float>(y, x) = 1.0F - 0.0012F * float(x + y);
  const auto found = texture_in(test::grainless(kSize).mul(shadow));
  if (found) {
    EXPECT_LT(found->log_odds, 0);
  }
}

TEST(OtherTexture, AnEvenPictureHasNone) {
  EXPECT_FALSE(texture_in(cv::Mat(kSize, CV_32FC1, cv::Scalar(128))));
}

TEST(OtherTexture, ATrifleOnAnEvenPictureIsNone) {
  cv::Mat grey(kSize, CV_32FC1, cv::Scalar(128));
  grey(cv::Rect(0, 0, 150, 150)) = cv::Scalar(129);
  const auto found = texture_in(grey);
  if (found) {
    EXPECT_LT(found->log_odds, 0);
  }
}

TEST(OtherTexture, APictureWithoutAPartHasNone) {
  const cv::Mat bytes = test::to_8_bits(test::grained(kSize));
  EXPECT_FALSE(find_other_texture(bytes, Grain::none, cv::Mat::ones(kSize, CV_8U)));
}

}  // namespace
}  // namespace saa::offline
