#include "pipeline/neighbours/vit_patches.h"

#include "nn/ops.h"
#include "nn/runtime.h"
#include "pipeline/neighbours/neighbourhood_means.h"

#include <gtest/gtest.h>
#include <limits>
#include <saa/error.h>

namespace saa {
namespace {

constexpr int kSide = 20;
constexpr int kPatch = 4;

/// In place of a transformer: each patch's mean colour, then twice that less the red, and the mean
/// of the whole picture.
std::shared_ptr<const nn::Network> mean_colours(float bias = 0) {
  return nn::cpu_runtime().compile(
      "mean_colours",
      [bias](nn::Builder& builder) {
        const nn::Value bytes = builder.input("image", DType::u8, {1, kSide, kSide, 3});
        const nn::Value picture = nn::permute(nn::cast(bytes, DType::f32), {0, 3, 1, 2});
        const nn::Value means =
            nn::permute(nn::reshape(nn::mean_pool(picture, kPatch, kPatch), {1, 3, 25}), {0, 2, 1});
        const std::vector<float> factors = {1, 2, 2};
        builder.output("first", means + bias);
        builder.output("second", means * builder.constant(factors, {1, 1, 3}));
        builder.output("image", nn::mean(picture, {2, 3}));
      },
      {.threads = 1});
}

VitPatches extractor(float bias = 0) {
  return {mean_colours(bias), {kSide, kPatch, PillowFilter::bicubic}, 2};
}

Image colours(int width, int height) {
  Image image{width, height, {}};
  for (int i = 0; i < 3 * width * height; ++i)
    image.rgb.push_back(static_cast<std::uint8_t>(i * 37 % 251));
  return image;
}

TEST(VitPatches, GiveASetForEachDegreeAndLayer) {
  const Image image = colours(kSide, kSide);
  const PatchFeatures features = extractor().features(image);
  EXPECT_EQ(features.rows, 5);
  EXPECT_EQ(features.columns, 5);
  ASSERT_EQ(features.sets.size(), 6U);
  const Tensor pixels{
      DType::u8, {1, kSide, kSide, 3}, std::as_bytes(std::span(image.rgb)), nullptr};
  const std::vector<Tensor> layers = mean_colours()->run({&pixels, 1});
  for (std::size_t i = 0; i < 6; ++i) {
    const PatchSet expected =
        neighbourhood_means(nn::floats(layers[i % 2]), {5, 5}, 3, kVitDegrees.at(i / 2));
    EXPECT_EQ(features.sets[i].channels, 3U);
    EXPECT_EQ(features.sets[i].values, expected.values) << i;
  }
}

TEST(VitPatches, ThePicturesVectorIsOfLengthOne) {
  const PatchFeatures features = extractor().features(colours(kSide, kSide));
  ASSERT_EQ(features.image.size(), 3U);
  double square = 0;
  for (const float value : features.image) square += double(value) * double(value);
  EXPECT_NEAR(square, 1, 1e-6);
}

TEST(VitPatches, ResizeBothSidesAsPillowDoes) {
  const Image image = colours(33, 47);
  const PatchFeatures features = extractor().features(image);
  const Image resized = pillow_resize(image, kSide, kSide, PillowFilter::bicubic);
  EXPECT_EQ(features.sets[0].values, extractor().features(resized).sets[0].values);
}

TEST(VitPatches, RefuseANetworkWhoseAnswerIsNoNumber) {
  const VitPatches broken = extractor(std::numeric_limits<float>::infinity());
  EXPECT_THROW((void)broken.features(colours(kSide, kSide)), WeightsError);
}

}  // namespace
}  // namespace saa
