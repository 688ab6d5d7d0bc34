#include "models/clipseg/clipseg.h"

#include "parity/models/parity.h"
#include "unit/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>

namespace saa::clipseg {
namespace {

/// Sums of some hundreds of products in another order give about 1e-6.
constexpr double kTolerance = 2e-5;

/// The tokenizer of tests/parity/clipseg.py.
text::ClipBpe tokenizer() {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "merges.txt";
  std::ofstream(file) << "#version: 0.2\na b\nb c</w>\nab c</w>\n";
  return text::ClipBpe(file);
}

const std::vector<std::string> kPhrases = {"abc", "a photo of ab, BC!"};

/// The networks of tests/parity/clipseg.py: what shapes tell, and what they do not.
Config narrow(const Weights& weights) {
  Config config = config_of(weights);
  config.vision.transformer.heads = 2;
  config.text.transformer.heads = 3;
  config.taps = {0, 1, 3};
  config.image_size = 64;
  return config;
}

Image picture(const StateDict& fixture) {
  const Tensor& bytes = *fixture.find("image");
  Image image{static_cast<int>(bytes.shape[1]), static_cast<int>(bytes.shape[0]), {}};
  for (const std::byte byte : bytes.bytes) image.rgb.push_back(std::to_integer<std::uint8_t>(byte));
  return image;
}

void expect_agreement(const StateDict& fixture, const Weights& weights) {
  const ClipSeg network(weights, narrow(weights), tokenizer(), {});
  const std::vector<float> texts = network.encode_texts(kPhrases);
  EXPECT_LT(relative_error(texts, nn::floats(*fixture.find("texts"))), kTolerance);

  const ImageStates states = network.encode_image(picture(fixture));
  const std::vector<FloatMap> maps = network.segment(states, texts);
  const Tensor& expected = *fixture.find("logits");
  ASSERT_EQ(maps.size(), kPhrases.size());
  std::vector<float> found;
  for (const FloatMap& map : maps) {
    EXPECT_EQ(map.height, expected.shape[1]);
    EXPECT_EQ(map.width, expected.shape[2]);
    found.insert(found.end(), map.values.begin(), map.values.end());
  }
  EXPECT_LT(relative_error(found, nn::floats(expected)), kTolerance);
}

TEST(ClipSeg, AgreesWithHuggingFacesOnItsOwnCheckpoint) {
  const StateDict fixture = load_fixture("clipseg_transformers");
  const StateDict file = checkpoint_within(fixture, "weights");
  expect_agreement(fixture, {file, file});
}

TEST(ClipSeg, AgreesOnTheAuthorsTwoFiles) {
  const StateDict fixture = load_fixture("clipseg_original");
  const StateDict clip = checkpoint_within(fixture, "clip");
  const StateDict decoder = checkpoint_within(fixture, "decoder");
  expect_agreement(fixture, {clip, decoder});
}

TEST(ClipSeg, APhrasesMapDoesNotDependOnTheOthers) {
  const StateDict fixture = load_fixture("clipseg_transformers");
  const StateDict file = checkpoint_within(fixture, "weights");
  const ClipSeg network({file, file}, narrow({file, file}), tokenizer(), {});
  const ImageStates states = network.encode_image(picture(fixture));
  // More phrases than are read or decoded at a time.
  std::vector<std::string> many(17, "photo");
  many.push_back("abc");
  const std::vector<FloatMap> maps = network.segment(states, network.encode_texts(many));
  const std::vector<FloatMap> alone =
      network.segment(states, network.encode_texts(std::vector<std::string>{"abc"}));
  ASSERT_EQ(maps.size(), many.size());
  EXPECT_LT(relative_error(maps.back().values, alone.front().values), kTolerance);
}

TEST(ClipSeg, SizesAreReadOffTheShapes) {
  const StateDict fixture = load_fixture("clipseg_transformers");
  const StateDict file = checkpoint_within(fixture, "weights");
  const DecoderConfig decoder = config_of({file, file}).decoder;
  EXPECT_EQ(decoder.width, 16);
  EXPECT_EQ(decoder.features, 20);
  EXPECT_EQ(decoder.layers, 3);
  EXPECT_EQ(decoder.hidden, 28);
  EXPECT_EQ(decoder.patch, 16);
  EXPECT_TRUE(decoder.refined);
}

std::string refusal(const Weights& weights, const Config& config) {
  try {
    const ClipSeg network(weights, config, tokenizer(), {});
  } catch (const WeightsError& error) {
    return error.what();
  }
  return "taken";
}

TEST(ClipSeg, RefusesFilesThatDoNotBelongTogether) {
  const StateDict fixture = load_fixture("clipseg_transformers");
  const StateDict file = checkpoint_within(fixture, "weights");
  Config config = narrow({file, file});
  config.taps = {0, 1, 9};
  EXPECT_NE(refusal({file, file}, config).find("has 5 blocks, expected at least 10"),
            std::string::npos);
  config = narrow({file, file});
  config.text.features = 512;
  EXPECT_NE(refusal({file, file}, config)
                .find("a decoder for 20 channels of the text's features, CLIP has 512"),
            std::string::npos);
  EXPECT_THROW((void)config_of({file, checkpoint_within(fixture, "nothing")}), WeightsError);
}

TEST(ClipSeg, RefusesKeysThatNothingReads) {
  const StateDict fixture = load_fixture("clipseg_transformers");
  TensorMap tensors = checkpoint_within(fixture, "weights").tensors();
  tensors.emplace("decoder.adapter.weight", *fixture.find("texts"));
  const StateDict file("adapted.pth", std::move(tensors));
  EXPECT_NE(refusal({file, file}, narrow({file, file})).find("decoder.adapter.weight"),
            std::string::npos);
}

}  // namespace
}  // namespace saa::clipseg
