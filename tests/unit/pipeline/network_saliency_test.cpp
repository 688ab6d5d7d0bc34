#include "pipeline/network_saliency.h"

#include "nn/ops.h"
#include "nn/runtime.h"

#include <array>
#include <gtest/gtest.h>
#include <stdexcept>

namespace saa {
namespace {

/// Means over blocks of 4, 8 and 16 pixels: what a position's features come from can be told.
std::shared_ptr<const nn::Network> block_means() {
  return nn::cpu_runtime().compile(
      "block_means",
      [](nn::Builder& builder) {
        const nn::Value bytes =
            builder.input("image", DType::u8, {1, nn::kDynamic, nn::kDynamic, 3});
        const nn::Value picture = nn::permute(nn::cast(bytes, DType::f32), {0, 3, 1, 2});
        for (const nn::Dim block : {4, 8, 16}) {
          builder.output("means", nn::permute(nn::mean_pool(picture, block, block), {0, 2, 3, 1}));
        }
      },
      {.threads = 1});
}

/// Red says the row, green the column (in blocks of 4 pixels), blue is 200.
Image places(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : {y / 4, x / 4, 200}) {
        image.rgb.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return image;
}

TEST(NetworkSaliency, GivesAGridAStageWithThePositionsOfTheImage) {
  const FeatureGrid grid =
      NetworkSaliency(block_means()).features(places(64, 64), 64, ChannelOrder::rgb);
  ASSERT_EQ(grid.width, 16);
  ASSERT_EQ(grid.height, 16);
  ASSERT_EQ(grid.channels, 3);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      const std::size_t at = std::size_t(y * 16 + x) * 3;
      EXPECT_EQ(grid.values[at], float(y));
      EXPECT_EQ(grid.values[at + 1], float(x));
      EXPECT_EQ(grid.values[at + 2], 200.0F);
    }
  }
  ASSERT_EQ(grid.coarser.size(), 2U);
  EXPECT_EQ(grid.coarser[0].width, 8);
  EXPECT_EQ(grid.coarser[1].height, 4);
  EXPECT_EQ(grid.coarser[0].values[3], 0.5F);  // row of the second position
  EXPECT_EQ(grid.coarser[0].values[4], 2.5F);  // its column: between 2 and 3
}

TEST(NetworkSaliency, ResizesWhateverTheImageIs) {
  const FeatureGrid grid =
      NetworkSaliency(block_means()).features(places(128, 50), 32, ChannelOrder::rgb);
  EXPECT_EQ(grid.width, 8);
  EXPECT_EQ(grid.height, 8);
  EXPECT_EQ(grid.values.size(), 8U * 8 * 3);
}

TEST(NetworkSaliency, HandsTheColoursInTheOrderAskedFor) {
  const NetworkSaliency saliency(block_means());
  const Image image = places(32, 32);
  const FeatureGrid rgb = saliency.features(image, 32, ChannelOrder::rgb);
  const FeatureGrid bgr = saliency.features(image, 32, ChannelOrder::bgr);
  for (std::size_t i = 0; i < rgb.values.size(); i += 3) {
    EXPECT_EQ(rgb.values[i], bgr.values[i + 2]);
    EXPECT_EQ(rgb.values[i + 1], bgr.values[i + 1]);
    EXPECT_EQ(rgb.values[i + 2], bgr.values[i]);
  }
}

TEST(NetworkSaliency, RefusesASideThatStagesCannotHalve) {
  const NetworkSaliency saliency(block_means());
  for (const int side : {0, -32, 100}) {
    EXPECT_THROW((void)saliency.features(places(8, 8), side, ChannelOrder::rgb), std::logic_error);
  }
}

}  // namespace
}  // namespace saa
