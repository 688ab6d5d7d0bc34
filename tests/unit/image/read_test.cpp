// read_image over every kind of file: the same small picture comes out, by the documented rules.
#include "fixture.h"
#include "image/opencv_view.h"

#include <array>
#include <gmock/gmock.h>
#include <opencv2/imgcodecs.hpp>
#include <saa/image.h>
#include <thread>
#include <unistd.h>

namespace saa {
namespace {

using testing::ElementsAre;

constexpr int kWidth = 13;
constexpr int kHeight = 9;

/// picture() of make_fixtures.py.
Image picture() {
  Image image = make_image(kWidth, kHeight);
  auto out = image.rgb.begin();
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      for (const int value : {x * 19, y * 28, x * y * 2}) *out++ = static_cast<std::uint8_t>(value);
    }
  }
  return image;
}

/// Its red channel as grey.
Image grey_picture() {
  Image image = picture();
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = image.rgb[i - i % 3];
  return image;
}

std::array<int, 3> pixel(const Image& image, int x, int y) {
  const std::uint8_t* at = &image.rgb[3 * (std::size_t(y) * std::size_t(image.width) + x)];
  return {at[0], at[1], at[2]};
}

class ReadsExactly : public testing::TestWithParam<const char*> {};
class ReadsGrey : public testing::TestWithParam<const char*> {};
class ReadsAsOpenCv : public testing::TestWithParam<const char*> {};
class ReadsUpright : public testing::TestWithParam<const char*> {};

std::string file_label(const testing::TestParamInfo<const char*>& info) {
  std::string label = info.param;
  for (char& c : label)
    if (c == '.') c = '_';
  return label;
}

TEST_P(ReadsExactly, ThePicture) {
  const Image image = read_image(fixture(GetParam()));
  ASSERT_EQ(image.width, kWidth);
  ASSERT_EQ(image.height, kHeight);
  EXPECT_EQ(image.rgb, picture().rgb);
}
INSTANTIATE_TEST_SUITE_P(Formats, ReadsExactly,
                         testing::Values("rgb.png", "interlaced.png", "palette.png", "rgba.png",
                                         "rgb16.png", "odd_profile.png", "rgb.tif", "lzw.tif",
                                         "big.tif", "two_pages.tif", "rgba.tif", "rgb16.tif",
                                         "rgb_float.tif", "rgb.bmp", "rgba.bmp", "palette.bmp",
                                         "lossless.webp", "rgb.ppm", "text.ppm", "rgb.pam",
                                         "rgb.pfm", "rgb.ras", "rgb.jp2"),
                         file_label);

TEST_P(ReadsGrey, IntoAllThreeChannels) {
  EXPECT_EQ(read_image(fixture(GetParam())).rgb, grey_picture().rgb);
}
INSTANTIATE_TEST_SUITE_P(Formats, ReadsGrey,
                         testing::Values("grey.png", "grey_alpha.png", "grey16.png", "grey16.tif",
                                         "grey.pgm"),
                         file_label);

TEST_P(ReadsAsOpenCv, BitForBit) {
  const Image image = read_image(fixture(GetParam()));
  const cv::Mat expected = cv::imread(fixture(GetParam()), cv::IMREAD_COLOR);
  ASSERT_EQ(image.width, expected.cols);
  ASSERT_EQ(image.height, expected.rows);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const auto bgr = expected.at<cv::Vec3b>(y, x);
      ASSERT_THAT(pixel(image, x, y), ElementsAre(bgr[2], bgr[1], bgr[0])) << x << ", " << y;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Formats, ReadsAsOpenCv,
                         testing::Values("rgb.jpg", "grey.jpg", "progressive.jpg", "cmyk.jpg",
                                         "orientation_6.jpg", "orientation_7.jpg",
                                         "orientation_6.png", "rgb.png", "one_bit.png",
                                         "one_bit.pbm", "lossy.webp", "rgb.hdr"),
                         file_label);

TEST_P(ReadsUpright, WhateverTheOrientation) {
  const Image image = read_image(fixture(GetParam()));
  ASSERT_EQ(image.width, 24);
  ASSERT_EQ(image.height, 16);
  const auto near = [](int value) {
    return testing::AllOf(testing::Ge(value - 3), testing::Le(value + 3));
  };
  EXPECT_THAT(pixel(image, 0, 0), ElementsAre(near(250), near(0), near(0)));
  EXPECT_THAT(pixel(image, 23, 0), ElementsAre(near(0), near(250), near(0)));
  EXPECT_THAT(pixel(image, 0, 15), ElementsAre(near(0), near(0), near(250)));
  EXPECT_THAT(pixel(image, 23, 15), ElementsAre(near(0), near(0), near(0)));
}
INSTANTIATE_TEST_SUITE_P(Formats, ReadsUpright,
                         testing::Values("orientation_1.jpg", "orientation_2.jpg",
                                         "orientation_3.jpg", "orientation_4.jpg",
                                         "orientation_5.jpg", "orientation_6.jpg",
                                         "orientation_7.jpg", "orientation_8.jpg",
                                         "orientation_6.png", "orientation_6.webp",
                                         "orientation_6.tif"),
                         file_label);

TEST(ReadImage, TakesFloatsAsShareOfWhite) {
  // NaN, -1, 0.5, 7, +infinity, -infinity
  const Image image = read_image(fixture("odd_floats.tif"));
  EXPECT_THAT(image.rgb,
              ElementsAre(0, 0, 0, 0, 0, 0, 128, 128, 128, 255, 255, 255, 255, 255, 255, 0, 0, 0));
}

TEST(ReadImage, TakesAnyName) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("saa pièce 部品 " + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / "щ ✓.dat";
  std::filesystem::copy_file(fixture("rgb.png"), file,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(read_image(file).rgb, picture().rgb);
  std::filesystem::remove_all(folder);
}

TEST(ReadImage, MayRunInSeveralThreads) {
  std::vector<std::thread> threads;
  std::array<Image, 4> images;
  for (Image& image : images) {
    threads.emplace_back([&image] {
      for (const char* name : {"rgb.jpg", "rgb.tif", "rgb.png"}) image = read_image(fixture(name));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Image& image : images) EXPECT_EQ(image.rgb, picture().rgb);
}

}  // namespace
}  // namespace saa
