#include "baselines/clipseg/clipseg_mapper.h"
#include "parity/models/parity.h"
#include "unit/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace saa::baselines {
namespace {

/// The network and the tokenizer of tests/parity/clipseg.py.
clipseg::ClipSeg narrow_network(const StateDict& fixture) {
  const StateDict file = checkpoint_within(fixture, "weights");
  const clipseg::Weights weights{.clip = file, .decoder = file};
  clipseg::Config config = clipseg::config_of(weights);
  config.vision.transformer.heads = 2;
  config.text.transformer.heads = 3;
  config.taps = {0, 1, 3};
  config.image_size = 64;
  const test::TemporaryFolder folder;
  std::ofstream(folder / "merges.txt") << "#version: 0.2\na b\nb c</w>\nab c</w>\n";
  return {weights, config, text::ClipBpe(folder / "merges.txt"), {}};
}

TEST(ClipSegMapper, TakesTheLargestProbabilityOfAllPhrases) {
  const StateDict fixture = load_fixture("clipseg_transformers");
  const ClipSegMapper mapper(narrow_network(fixture));
  const Tensor& bytes = *fixture.find("image");
  Image image{static_cast<int>(bytes.shape[1]), static_cast<int>(bytes.shape[0]), {}};
  for (const std::byte byte : bytes.bytes) image.rgb.push_back(std::to_integer<std::uint8_t>(byte));

  std::vector<StageTime> times;
  const PredictOptions options;
  StageClock clock(options, times);
  const std::vector<std::string> phrases = {"abc", "a photo of ab, BC!"};
  const FloatMap map = mapper.map(image, phrases, clock);

  const std::span<const float> logits = nn::floats(*fixture.find("logits"));
  ASSERT_EQ(map.width, 64);
  ASSERT_EQ(map.height, 64);
  const std::size_t pixels = map.values.size();
  std::vector<float> expected;
  std::size_t first_wins = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    if (logits[i] > logits[pixels + i]) ++first_wins;
    const double largest = std::max(logits[i], logits[pixels + i]);
    expected.push_back(static_cast<float>(1 / (1 + std::exp(-largest))));
  }
  // Each phrase wins somewhere, else one of them alone would do.
  ASSERT_GT(first_wins, 0U);
  ASSERT_LT(first_wins, pixels);
  // Logits that agree to 2e-5, see the network's own test.
  EXPECT_LT(relative_error(map.values, expected), 2e-5);
  EXPECT_EQ(mapper.map(image, phrases, clock).values, map.values) << "with remembered texts";
}

}  // namespace
}  // namespace saa::baselines
