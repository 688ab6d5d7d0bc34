#include "pipeline/official/sam_refiner.h"

#include "image/channel_order.h"
#include "parity/models/parity.h"
#include "parity/models/sam_answers.h"

#include <gtest/gtest.h>
#include <vector>

namespace saa::official {
namespace {

constexpr std::size_t kPlenty = 1U << 24U;

class SamRefinerTest : public ::testing::Test {
 protected:
  [[nodiscard]] sam::Sam network() const { return sam::Sam(sam::weights_of(fixture)); }

  [[nodiscard]] std::vector<Proposal> proposals() const {
    std::vector<Proposal> all;
    for (const Box& box : sam::boxes_of(fixture, "wide")) all.push_back({.box = box});
    return all;
  }

  static void expect_equal(const std::vector<RegionMask>& found,
                           const std::vector<RegionMask>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].x, expected[i].x);
      EXPECT_EQ(found[i].y, expected[i].y);
      EXPECT_EQ(found[i].window.values, expected[i].window.values);
    }
  }

  StateDict fixture = load_fixture("sam");
  Image image = sam::image_of(fixture, "wide");
};

TEST_F(SamRefinerTest, GivesTheNetworksMaskOfEachBox) {
  const SamRefiner refiner(network(), nullptr);
  const std::vector<RegionMask> found =
      refiner.begin(image, ChannelOrder::rgb)->refine(proposals());
  const sam::Sam sam = network();
  std::vector<RegionMask> expected;
  for (sam::MaskPrediction& mask : sam.predict(sam.embed(image), sam::boxes_of(fixture, "wide")))
    expected.push_back(std::move(mask.mask));
  expect_equal(found, expected);
}

TEST_F(SamRefinerTest, HandsTheColoursOverInTheOrderAskedFor) {
  const SamRefiner refiner(network(), nullptr);
  Image swapped = image;
  swap_red_and_blue(swapped);
  expect_equal(refiner.begin(image, ChannelOrder::bgr)->refine(proposals()),
               refiner.begin(swapped, ChannelOrder::rgb)->refine(proposals()));
}

TEST_F(SamRefinerTest, KeepsOneEmbeddingAnImageAndOrder) {
  const auto memory = std::make_shared<LruCache>(kPlenty);
  const SamRefiner refiner(network(), memory);
  EXPECT_EQ(memory->bytes(), 0U);
  const auto first = refiner.begin(image, ChannelOrder::rgb)->refine(proposals());
  const std::size_t one = memory->bytes();
  EXPECT_GT(one, 0U);
  expect_equal(refiner.begin(image, ChannelOrder::rgb)->refine(proposals()), first);
  EXPECT_EQ(memory->bytes(), one);
  (void)refiner.begin(image, ChannelOrder::bgr)->refine(proposals());
  EXPECT_EQ(memory->bytes(), 2 * one);
}

TEST_F(SamRefinerTest, WithoutABoxTheImageIsNotLookedAt) {
  const auto memory = std::make_shared<LruCache>(kPlenty);
  const SamRefiner refiner(network(), memory);
  EXPECT_TRUE(refiner.begin(image, ChannelOrder::rgb)->refine({}).empty());
  EXPECT_EQ(memory->bytes(), 0U);
}

}  // namespace
}  // namespace saa::official
