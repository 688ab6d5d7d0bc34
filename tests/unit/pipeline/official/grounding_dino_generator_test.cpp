#include "pipeline/official/grounding_dino_generator.h"

#include "parity/models/parity.h"
#include "pipeline/official/detector_input.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace saa::official {
namespace {

namespace dino = grounding_dino;

constexpr std::size_t kPlenty = 1U << 24U;
constexpr int kSide = 256;

/// A narrow network with twelve queries and a small vocabulary.
dino::GroundingDino network() {
  const StateDict fixture = load_fixture("grounding_dino_whole");
  TensorMap tensors;
  for (const auto& [key, tensor] : fixture.tensors())
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  return {StateDict("narrow.pth", std::move(tensors)),
          std::filesystem::path(SAA_SOURCE_DIR) /
              "tests/parity/models/fixtures/grounding_dino_vocabulary.txt",
          {}};
}

Image speckled(int width, int height) {
  Image image{.width = width, .height = height, .rgb = {}};
  for (std::size_t i = 0; i < 3 * image.pixels(); ++i)
    image.rgb.push_back(static_cast<std::uint8_t>((i * 2654435761U) >> 13U));
  return image;
}

void expect_equal(const std::vector<Proposal>& found, const std::vector<Proposal>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].box, expected[i].box);
    EXPECT_EQ(found[i].score, expected[i].score);
    EXPECT_EQ(found[i].phrase, expected[i].phrase);
  }
}

TEST(GroundingDinoGenerator, GivesTheNetworksBoxesInPixels) {
  const Image image = speckled(300, 200);
  const GroundingDinoGenerator generator(network(), kSide, nullptr);
  const std::vector<Proposal> found = generator.begin(image, 1)->propose({"  Black HOLE", ""});

  const dino::GroundingDino same = network();
  const dino::Detections expected =
      same.detect(same.encode_image(detector_input(image, kSide)), same.encode_text("black hole."));
  ASSERT_EQ(found.size(), 12U);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Box& box = found[i].box;
    EXPECT_NEAR((box.x0 + box.x1) / 2, expected.boxes[4 * i] * 300, 1e-3);
    EXPECT_NEAR((box.y0 + box.y1) / 2, expected.boxes[4 * i + 1] * 200, 1e-3);
    EXPECT_NEAR(box.x1 - box.x0, expected.boxes[4 * i + 2] * 300, 1e-3);
    EXPECT_NEAR(box.y1 - box.y0, expected.boxes[4 * i + 3] * 200, 1e-3);
    float best = 0;
    for (std::size_t t = 0; t < expected.tokens; ++t)
      best = std::max(best, expected.probabilities[i * expected.tokens + t]);
    EXPECT_EQ(found[i].score, best);
  }
}

TEST(GroundingDinoGenerator, AnObjectIsFoundAsAPromptIs) {
  const Image image = speckled(120, 160);
  const GroundingDinoGenerator generator(network(), kSide, nullptr);
  const auto pass = generator.begin(image, 1);
  expect_equal(pass->find_objects("hole"), pass->propose({"hole", "something else"}));
}

TEST(GroundingDinoGenerator, APromptsAnswerDoesNotDependOnTheOthers) {
  const Image image = speckled(120, 160);
  const GroundingDinoGenerator generator(network(), kSide, nullptr);
  const auto alone = generator.begin(image, 1)->propose({"crack", ""});
  const auto pass = generator.begin(image, 1);
  (void)pass->propose({"a rather longer prompt. of two phrases.", ""});
  expect_equal(pass->propose({"crack", ""}), alone);
}

TEST(GroundingDinoGenerator, KeepsTheFeaturesOfAnImage) {
  const auto memory = std::make_shared<LruCache>(kPlenty);
  const Image image = speckled(120, 160);
  const GroundingDinoGenerator generator(network(), kSide, memory);
  const auto first = generator.begin(image, 1)->propose({"crack", ""});
  const std::size_t one = memory->bytes();
  EXPECT_GT(one, 0U);
  expect_equal(generator.begin(image, 1)->propose({"crack", ""}), first);
  EXPECT_EQ(memory->bytes(), one);
  (void)generator.begin(speckled(160, 120), 1)->propose({"crack", ""});
  EXPECT_GT(memory->bytes(), one);
}

TEST(GroundingDinoGenerator, TakesImagesOfAnyShape) {
  const GroundingDinoGenerator generator(network(), kSide, nullptr);
  for (const Image& image : {speckled(1, 1), speckled(2000, 1), speckled(3, 900)})
    EXPECT_EQ(generator.begin(image, 1)->propose({"crack", ""}).size(), 12U);
}

}  // namespace
}  // namespace saa::official
