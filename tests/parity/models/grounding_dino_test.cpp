#include "models/grounding_dino/grounding_dino.h"

#include "parity/models/grounding_dino_stages.h"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <saa/error.h>
#include <string>
#include <thread>

namespace saa::grounding_dino {
namespace {

/// The fixture's tensors below "weights.".
StateDict checkpoint_of(const StateDict& fixture) {
  TensorMap tensors;
  for (const auto& [key, tensor] : fixture.tensors()) {
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  }
  return {fixture.source(), tensors};
}

void expect_stages_agree(std::string_view name, std::size_t stages) {
  const StateDict fixture = load_fixture(name);
  const StateDict weights = checkpoint_of(fixture);
  const OfficialStages official(fixture, weights);
  constexpr std::array<std::string_view, 1> kText = {"feat_map."};
  EXPECT_EQ(weights.unread(kText), std::vector<std::string>{});
  for (int i = 0; official.has_case(i); ++i) {
    const std::vector<StageError> errors = official.compare(i);
    EXPECT_EQ(errors.size(), stages);
    for (const auto& [stage, shape, error] : errors) {
      EXPECT_LT(error, tolerance_of(stage)) << "case " << i << ", " << stage;
    }
  }
}

TEST(GroundingDino, StagesAgreeWithTheOriginal) {
  expect_stages_agree("grounding_dino_window7", 4 + 2 * 2 + 2 * 2 + 3);
}

TEST(GroundingDino, StagesAgreeWithTheOriginalOfOtherSizes) {
  expect_stages_agree("grounding_dino_window12", 4 + 2 * 2 + 2 * 2 + 3);
}

const std::filesystem::path kVocabulary =
    std::filesystem::path(SAA_SOURCE_DIR) /
    "tests/parity/models/fixtures/grounding_dino_vocabulary.txt";

/// What one case of grounding_dino_whole gives and what the official code finds.
struct WholeCase {
  WholeCase(const StateDict& fixture, const std::string& prefix) {
    const Tensor& pixels = *fixture.find(prefix + "pixels");
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(pixels.bytes.data());
    image = {static_cast<int>(pixels.shape[1]),
             static_cast<int>(pixels.shape[0]),
             {bytes, bytes + pixels.bytes.size()}};
    const Tensor& text = *fixture.find(prefix + "caption");
    caption = {reinterpret_cast<const char*>(text.bytes.data()), text.bytes.size()};
    probabilities = to_f32(*fixture.find(prefix + "probabilities"));
    boxes = to_f32(*fixture.find(prefix + "boxes"));
  }

  void expect_found_by(const GroundingDino& dino) const {
    const Detections found = dino.detect(dino.encode_image(image), dino.encode_text(caption));
    EXPECT_EQ(found.queries, 12U);
    EXPECT_EQ(found.probabilities.size(), found.queries * found.tokens);
    EXPECT_LT(relative_error(found.probabilities, probabilities), tolerance_of("probabilities"));
    EXPECT_LT(relative_error(found.boxes, boxes), tolerance_of("boxes"));
  }

  Image image;
  std::string caption;
  std::vector<float> probabilities;
  std::vector<float> boxes;
};

TEST(GroundingDino, FindsFromPixelsAndWordsWhatTheOriginalDoes) {
  const StateDict fixture = load_fixture("grounding_dino_whole");
  const GroundingDino dino(checkpoint_of(fixture), kVocabulary, {});
  WholeCase(fixture, "case0.").expect_found_by(dino);
  WholeCase(fixture, "case1.").expect_found_by(dino);
}

TEST(GroundingDino, AnswersSeveralThreadsAtATime) {
  const StateDict fixture = load_fixture("grounding_dino_whole");
  const GroundingDino dino(checkpoint_of(fixture), kVocabulary, {.threads = 2, .parallel_runs = 2});
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(
        [&, i] { WholeCase(fixture, "case" + std::to_string(i % 2) + ".").expect_found_by(dino); });
  }
}

TEST(GroundingDino, RefusesAnImageWithFewerPlacesThanQueries) {
  const StateDict fixture = load_fixture("grounding_dino_whole");
  const GroundingDino dino(checkpoint_of(fixture), kVocabulary, {});
  const Image speck{9, 9, std::vector<std::uint8_t>(9 * 9 * 3)};
  try {
    (void)dino.encode_image(speck);
    FAIL() << "an image of 9 x 9 pixels was taken";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(),
                 "an image of 9 x 9 pixels has 7 places for the detector, which chooses 12 of "
                 "them; enlarge it");
  }
}

TEST(GroundingDino, RefusesATensorItHasNoPlaceFor) {
  const StateDict fixture = load_fixture("grounding_dino_whole");
  TensorMap tensors = checkpoint_of(fixture).tensors();
  tensors["transformer.encoder.layers.1.norm1.bias"] = tensors.at("transformer.decoder.norm.bias");
  EXPECT_THROW(GroundingDino(StateDict("other.pth", tensors), kVocabulary, {}), WeightsError);
}

}  // namespace
}  // namespace saa::grounding_dino
