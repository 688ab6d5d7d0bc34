#include "image/resize.h"

#include "core/sha256.h"
#include "fixture.h"
#include "image/opencv_view.h"

#include <gtest/gtest.h>
#include <map>
#include <opencv2/imgproc.hpp>
#include <saa/error.h>
#include <sstream>

namespace saa {
namespace {

TEST(PillowResize, EqualsPillowBitForBit) {
  const std::map<std::string, PillowFilter> filters = {{"bilinear", PillowFilter::bilinear},
                                                       {"bicubic", PillowFilter::bicubic},
                                                       {"lanczos", PillowFilter::lanczos}};
  std::ifstream table(fixture("pillow_resize.txt"));
  int cases = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    int width = 0;
    int height = 0;
    int to_width = 0;
    int to_height = 0;
    std::uint32_t seed = 0;
    std::string filter;
    std::string digest;
    std::istringstream(line) >> width >> height >> seed >> to_width >> to_height >> filter >>
        digest;
    Image image = pixel_noise(width, height, seed);
    if (seed % 2 == 1)  // hard edges, so that bicubic and Lanczos overshoot
      for (std::uint8_t& value : image.rgb) value = value > 127 ? 255 : 0;
    const Image resized = pillow_resize(image, to_width, to_height, filters.at(filter));
    EXPECT_EQ(resized.width, to_width);
    EXPECT_EQ(resized.height, to_height);
    EXPECT_EQ(sha256(std::as_bytes(std::span(resized.rgb))), digest) << line;
    ++cases;
  }
  EXPECT_EQ(cases, 51);
}

TEST(PillowResize, KeepsAnImageOfTheSameSize) {
  const Image image = pixel_noise(17, 11, 5);
  EXPECT_EQ(pillow_resize(image, 17, 11, PillowFilter::lanczos).rgb, image.rgb);
}

TEST(OpenCvResize, IsOpenCvs) {
  const Image image = pixel_noise(31, 22, 1);
  const auto expected = [&](int interpolation) {
    Image result = make_image(45, 13);
    cv::Mat to = view(result);
    cv::resize(view(image), to, to.size(), 0, 0, interpolation);
    return result.rgb;
  };
  EXPECT_EQ(opencv_resize_nearest(image, 45, 13).rgb, expected(cv::INTER_NEAREST));
  EXPECT_EQ(opencv_resize_bilinear(image, 45, 13).rgb, expected(cv::INTER_LINEAR));
  EXPECT_EQ(opencv_resize_cubic(image, 45, 13).rgb, expected(cv::INTER_CUBIC));
  EXPECT_EQ(opencv_resize_area(image, 45, 13).rgb, expected(cv::INTER_AREA));
}

TEST(OpenCvResize, TakesMapsAndMasks) {
  FloatMap ramp(4, 1);
  ramp.values = {0, 1, 2, 3};
  EXPECT_EQ(opencv_resize_area(ramp, 2, 1).values, (std::vector<float>{0.5F, 2.5F}));
  EXPECT_EQ(opencv_resize_bilinear(ramp, 2, 1).values, (std::vector<float>{0.5F, 2.5F}));
  EXPECT_EQ(opencv_resize_nearest(ramp, 2, 1).values, (std::vector<float>{0, 2}));
  EXPECT_EQ(opencv_resize_cubic(ramp, 4, 3).values.size(), 12U);
  Mask dots(2, 1);
  dots.values = {1, 0};
  EXPECT_EQ(opencv_resize_nearest(dots, 4, 1).values, (std::vector<std::uint8_t>{1, 1, 0, 0}));
}

TEST(Resize, OfASinglePixelRepeatsIt) {
  const Image dot{1, 1, {10, 20, 30}};
  for (const Image& large : {opencv_resize_nearest(dot, 3, 2), opencv_resize_bilinear(dot, 3, 2),
                             opencv_resize_cubic(dot, 3, 2), opencv_resize_area(dot, 3, 2),
                             pillow_resize(dot, 3, 2, PillowFilter::lanczos)}) {
    for (std::size_t i = 0; i < large.rgb.size(); ++i) EXPECT_EQ(large.rgb[i], dot.rgb[i % 3]);
  }
}

TEST(Resize, RefusesSizesWithoutPixels) {
  const Image dot{1, 1, {0, 0, 0}};
  EXPECT_THROW(static_cast<void>(opencv_resize_bilinear(Image{}, 4, 4)), InputError);
  EXPECT_THROW(static_cast<void>(opencv_resize_nearest(Mask{}, 4, 4)), InputError);
  EXPECT_THROW(static_cast<void>(opencv_resize_area(dot, 0, 4)), InputError);
  EXPECT_THROW(static_cast<void>(pillow_resize(Image{}, 4, 4, PillowFilter::bicubic)), InputError);
  EXPECT_THROW(static_cast<void>(pillow_resize(dot, 4, -1, PillowFilter::bicubic)), InputError);
}

}  // namespace
}  // namespace saa
