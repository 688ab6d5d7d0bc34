#include "image/write.h"

#include "drawn_mask.h"
#include "fixture.h"

#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <limits>
#include <saa/error.h>

namespace saa {
namespace {

std::span<const std::uint8_t> as_u8(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

TEST(EncodePng, KeepsEveryPixel) {
  const Image image = pixel_noise(31, 17, 3);
  const Image read = decode_image(as_u8(encode_png(image)), "image");
  EXPECT_EQ(read.width, 31);
  EXPECT_EQ(read.rgb, image.rgb);
}

TEST(EncodePng, ShowsAMaskAsBlackAndWhite) {
  const Image read = decode_image(as_u8(encode_png(drawn({"#.", ".."}))), "mask");
  EXPECT_THAT(read.rgb, testing::ElementsAre(255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0));
}

TEST(EncodePng, RefusesAPictureWithoutPixels) {
  EXPECT_THROW(static_cast<void>(encode_png(Image{})), InputError);
  EXPECT_THROW(static_cast<void>(encode_png(Mask{})), InputError);
  EXPECT_THROW(static_cast<void>(encode_map_png(FloatMap{})), InputError);
}

TEST(EncodeJpeg, ShowsTheColoursInTheirOrder) {
  Image image{.width = 16, .height = 16, .rgb = {}};
  for (std::size_t i = 0; i < image.pixels(); ++i) image.rgb.insert(image.rgb.end(), {200, 90, 20});
  const Image read = decode_image(as_u8(encode_jpeg(image, 95)), "image");
  ASSERT_EQ(read.pixels(), image.pixels());
  // A flat picture loses only what YCbCr rounds away: two steps a channel at most.
  EXPECT_NEAR(read.rgb[0], 200, 2);
  EXPECT_NEAR(read.rgb[1], 90, 2);
  EXPECT_NEAR(read.rgb[2], 20, 2);
  EXPECT_THROW(static_cast<void>(encode_jpeg(Image{}, 80)), InputError);
}

TEST(MapPng, KeepsValuesWithinHalfAStep) {
  FloatMap map(100, 80);
  for (std::size_t i = 0; i < map.values.size(); ++i)
    map.values[i] = static_cast<float>(i) / 8000.0F * kMapPngFullScale;
  const FloatMap read = decode_map_png(encode_map_png(map), "map");
  ASSERT_EQ(read.width, 100);
  for (std::size_t i = 0; i < map.values.size(); ++i)
    ASSERT_NEAR(read.values[i], map.values[i], 0.5 / kMapPngStepsPerUnit);
}

TEST(MapPng, HasOneScaleForAllImages) {
  FloatMap faint(2, 1);
  faint.values = {0.0F, 0.25F};
  FloatMap strong(2, 1);
  strong.values = {5.0F, 0.25F};
  EXPECT_EQ(decode_map_png(encode_map_png(faint), "map").at(1, 0), 0.25F);
  EXPECT_EQ(decode_map_png(encode_map_png(strong), "map").at(1, 0), 0.25F);
  EXPECT_EQ(decode_map_png(encode_map_png(strong), "map").at(0, 0), 5.0F);
}

TEST(MapPng, ClampsWhatTheScaleCannotHold) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  FloatMap map(5, 1);
  map.values = {-1.0F, 9.0F, kInfinity, -kInfinity, std::nanf("")};
  EXPECT_THAT(decode_map_png(encode_map_png(map), "map").values,
              testing::ElementsAre(0.0F, kMapPngFullScale, kMapPngFullScale, 0.0F, 0.0F));
}

TEST(DecodeMapPng, RefusesOtherPictures) {
  EXPECT_THROW(static_cast<void>(decode_map_png(encode_png(Mask(2, 2)), "mask")), InputError);
  EXPECT_THROW(static_cast<void>(decode_map_png({}, "nothing")), InputError);
}

TEST(EncodeNpy, IsAnAlignedHeaderThenTheFloats) {
  FloatMap map(3, 2);
  map.values = {0.0F, 1.0F, -2.5F, 3.0F, 4.0F, 5.0F};
  const auto bytes = encode_npy(map);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  ASSERT_EQ(bytes.size(), 128U + 24U);
  EXPECT_TRUE(text.starts_with(std::string("\x93NUMPY\x01\x00\x76\x00", 10)));
  EXPECT_THAT(text,
              testing::HasSubstr("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"));
  EXPECT_EQ(text[127], '\n');
  EXPECT_EQ(std::memcmp(&bytes[128], map.values.data(), 24), 0);
}

TEST(EncodeNpy, WritesAnEmptyMap) { EXPECT_EQ(encode_npy(FloatMap{}).size() % 64, 0U); }

}  // namespace
}  // namespace saa
