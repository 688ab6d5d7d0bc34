#include "models/clip/patches.h"
#include "models/clip/text.h"
#include "models/clip/vision.h"
#include "parity/models/parity.h"

#include <array>
#include <gtest/gtest.h>
#include <limits>
#include <saa/error.h>
#include <string>

namespace saa::clip {
namespace {

using nn::Value;

/// Sums of some dozens of products in another order give about 1e-6.
constexpr double kTolerance = 1e-5;

constexpr nn::Dim kVisionHeads = 2;
constexpr nn::Dim kTextHeads = 3;

/// A network of tests/parity/clip.py, and what it is to give.
struct Case {
  const char* fixture;
  Naming naming;
  Activation activation;
};

class Clip : public testing::TestWithParam<Case> {
 protected:
  void expect_agreement(const Tensor& found, const std::string& name) {
    const Tensor* expected = fixture_.find(name);
    ASSERT_NE(expected, nullptr) << name;
    EXPECT_EQ(found.shape, expected->shape) << name;
    EXPECT_LT(relative_error(nn::floats(found), nn::floats(*expected)), kTolerance) << name;
  }

  [[nodiscard]] VisionConfig vision() const {
    VisionConfig config = vision_config(clip_, GetParam().activation);
    config.transformer.heads = kVisionHeads;
    return config;
  }

  [[nodiscard]] TextConfig text() const {
    TextConfig config = text_config(clip_, GetParam().activation);
    config.transformer.heads = kTextHeads;
    return config;
  }

  static Value picture(nn::Builder& builder, nn::Dim side) {
    return builder.input("image", DType::f32, {1, 3, side, side});
  }

  /// The text tower with its inputs, on any number of texts of any length.
  void define_text(nn::Builder& builder) const {
    const TextInputs inputs = {
        .tokens = builder.input("tokens", DType::i64, {nn::kDynamic, nn::kDynamic}),
        .places = builder.input("places", DType::i64, {nn::kDynamic}),
        .mask = builder.input("mask", DType::f32, {nn::kDynamic, nn::kDynamic}),
        .ends = builder.input("ends", DType::i64, {nn::kDynamic})};
    builder.output("features", text_features(clip_, inputs, text()));
  }

  StateDict fixture_ = load_fixture(GetParam().fixture);
  StateDict weights_ = checkpoint_within(fixture_, "weights");
  Checkpoint clip_ = find_clip(weights_);
};

TEST_P(Clip, SizesAreReadOffTheShapes) {
  EXPECT_EQ(clip_.naming, GetParam().naming);
  const VisionConfig image = vision();
  EXPECT_EQ(image.transformer.width, 32);
  EXPECT_EQ(image.transformer.layers, 3);
  EXPECT_EQ(image.transformer.hidden, 48);
  EXPECT_EQ(image.patch, 4);
  EXPECT_EQ(image.grid, 4);
  EXPECT_EQ(image.features, 20);
  const TextConfig words = text();
  EXPECT_EQ(words.transformer.width, 24);
  EXPECT_EQ(words.transformer.layers, 2);
  EXPECT_EQ(words.transformer.hidden, 96);
  EXPECT_EQ(words.vocabulary, 60);
  EXPECT_EQ(words.context, 12);
  EXPECT_EQ(words.features, 20);
}

TEST_P(Clip, EveryBlockAndTheFeaturesOfAPictureAgree) {
  const auto network = nn::cpu_runtime().compile(
      "clip",
      [&](nn::Builder& builder) {
        const Value tokens = embed_patches(clip_, picture(builder, 16), vision(), {4, 4});
        const std::vector<Value> states = encode_tokens(clip_, tokens, vision());
        for (const Value& state : states) builder.output("state", state);
        builder.output("features", image_features(clip_, states.back(), vision()));
      },
      {});
  const std::vector<Tensor> found = network->run(std::vector<Tensor>{*fixture_.find("image")});
  ASSERT_EQ(found.size(), 5U);
  for (std::size_t i = 0; i < 4; ++i) expect_agreement(found[i], "state" + std::to_string(i));
  expect_agreement(found[4], "features");
}

TEST_P(Clip, PositionsAreResampledForAPictureOfAnotherSize) {
  const auto network = nn::cpu_runtime().compile(
      "clip",
      [&](nn::Builder& builder) {
        const Value tokens = embed_patches(clip_, picture(builder, 24), vision(), {6, 6});
        builder.output(
            "features",
            image_features(clip_, encode_tokens(clip_, tokens, vision()).back(), vision()));
      },
      {});
  expect_agreement(network->run(std::vector<Tensor>{*fixture_.find("large")}).front(),
                   "large_features");
}

TEST_P(Clip, WindowsOfOneEmbeddingAreSequencesOfTheirOwn) {
  const auto network = nn::cpu_runtime().compile(
      "clip",
      [&](nn::Builder& builder) {
        const Value tokens = embed_patches(clip_, picture(builder, 16), vision(), {4, 4});
        const Value windows = builder.input("windows", DType::i64, {nn::kDynamic, nn::kDynamic});
        const Value cut = nn::gather(nn::pick(tokens, 0, 0), windows, 0);
        builder.output("features",
                       image_features(clip_, encode_tokens(clip_, cut, vision()).back(), vision()));
      },
      {});
  const std::vector<Tensor> inputs = {*fixture_.find("image"), *fixture_.find("windows")};
  expect_agreement(network->run(inputs).front(), "window_features");
}

TEST_P(Clip, FeaturesOfTextsAgreeWhateverStandsBehindTheirEnds) {
  const auto network =
      nn::cpu_runtime().compile("clip", [&](nn::Builder& builder) { define_text(builder); }, {});
  const std::vector<std::int64_t> places = {0, 1, 2, 3, 4, 5, 6, 7};
  std::vector<float> mask(64, 0.0F);
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t j = i + 1; j < 8; ++j)
      mask[i * 8 + j] = -std::numeric_limits<float>::infinity();
  }
  const std::vector<std::int64_t> ends = {4, 8 + 2, 16 + 7};
  const std::vector<Tensor> inputs = {*fixture_.find("tokens"), nn::view(places, {8}),
                                      nn::view(mask, {8, 8}), nn::view(ends, {3})};
  expect_agreement(network->run(inputs).front(), "text_features");
}

TEST_P(Clip, BothTowersReadEveryKeyButTheUnused) {
  (void)nn::cpu_runtime().compile(
      "clip",
      [&](nn::Builder& builder) {
        const Value tokens = embed_patches(clip_, picture(builder, 16), vision(), {4, 4});
        builder.output(
            "features",
            image_features(clip_, encode_tokens(clip_, tokens, vision()).back(), vision()));
        define_text(builder);
      },
      {});
  EXPECT_EQ(weights_.unread({}), (std::vector<std::string>{"logit_scale"}));
  EXPECT_NO_THROW(weights_.expect_all_read(kUnusedKeys));
}

INSTANTIATE_TEST_SUITE_P(Of, Clip,
                         testing::Values(Case{"clip_openai", Naming::openai, Activation::gelu},
                                         Case{"clip_transformers", Naming::transformers,
                                              Activation::quick_gelu}),
                         [](const auto& one) { return std::string(one.param.fixture).substr(5); });

TEST_P(Clip, ChannelsThatAreNotWholeHeadsAreRefused) {
  const auto define = [&](nn::Builder& builder) {
    // 32 channels, of which the published sizes' heads would take 64.
    const VisionConfig config = vision_config(clip_, GetParam().activation);
    const Value tokens = embed_patches(clip_, picture(builder, 16), config, {4, 4});
    builder.output("seen", encode_tokens(clip_, tokens, config).back());
  };
  EXPECT_THROW((void)nn::cpu_runtime().compile("clip", define, {}), WeightsError);
}

// tests/parity/clip.py: of the weights of clip_openai.
TEST(ClipPatches, OfAnOblongPictureAgreeAfterEachBlock) {
  const StateDict network_fixture = load_fixture("clip_openai");
  const StateDict weights = checkpoint_within(network_fixture, "weights");
  const StateDict fixture = load_fixture("clip_patches");
  const Checkpoint clip = find_clip(weights);
  VisionConfig config = vision_config(clip, Activation::gelu);
  config.transformer.heads = kVisionHeads;
  const auto network = compile_patches(clip, config, {7, 5}, std::array{1, 2, 3}, {});
  const std::vector<Tensor> found = network->run(std::vector<Tensor>{*fixture.find("pixels")});
  ASSERT_EQ(found.size(), 4U);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Tensor& expected = *fixture.find(network->outputs()[i]);
    EXPECT_EQ(found[i].shape, expected.shape);
    EXPECT_LT(relative_error(nn::floats(found[i]), nn::floats(expected)), kTolerance)
        << network->outputs()[i];
  }
}

TEST(ClipPatches, OfBlocksThatAreNotThereAndOfUnknownKeysAreRefused) {
  const StateDict fixture = load_fixture("clip_openai");
  TensorMap tensors = checkpoint_within(fixture, "weights").tensors();
  const auto refusal = [](const StateDict& weights, std::span<const int> taps) -> std::string {
    const Checkpoint clip = find_clip(weights);
    VisionConfig config = vision_config(clip, Activation::gelu);
    config.transformer.heads = kVisionHeads;
    try {
      (void)compile_patches(clip, config, {4, 4}, taps, {});
    } catch (const WeightsError& error) {
      return error.what();
    }
    return "taken";
  };
  EXPECT_NE(
      refusal({"clip.pt", tensors}, std::array{2, 4}).find("has 3 blocks, expected at least 4"),
      std::string::npos);
  tensors.emplace("visual.adapter.weight", *fixture.find("features"));
  EXPECT_NE(refusal({"clip.pt", tensors}, std::array{2}).find("visual.adapter.weight"),
            std::string::npos);
}

TEST(ClipCheckpoint, SizesOfNothingAreRefused) {
  const std::vector<float> numbers(64, 0.0F);
  const auto config_of_a_patch = [&](nn::Dim places, nn::Dim pixels) {
    const StateDict weights("odd.pth",
                            {{"visual.class_embedding", nn::view(std::span(numbers).first(1), {1})},
                             {"visual.positional_embedding",
                              nn::view(std::span(numbers).first(std::size_t(places)), {places, 1})},
                             {"visual.conv1.weight",
                              nn::view(std::span(numbers).first(std::size_t(3 * pixels * pixels)),
                                       {1, 3, pixels, pixels})}});
    (void)vision_config(find_clip(weights), Activation::gelu);
  };
  EXPECT_THROW(config_of_a_patch(1, 4), WeightsError);
  EXPECT_THROW(config_of_a_patch(5, 0), WeightsError);
}

TEST(ClipCheckpoint, OfAnotherNetworkIsRefused) {
  try {
    (void)find_clip(StateDict("sam.pth", {}));
    ADD_FAILURE() << "taken";
  } catch (const WeightsError& error) {
    EXPECT_NE(std::string(error.what()).find("sam.pth: neither 'visual.class_embedding' nor"),
              std::string::npos)
        << error.what();
  }
}

TEST(ClipPositions, AreResampledAsTorchDoes) {
  const StateDict fixture = load_fixture("clip_positions");
  const std::span<const float> table = nn::floats(*fixture.find("table"));
  const auto expect = [&](nn::Dim height, nn::Dim width) {
    const std::string name = "to" + std::to_string(height) + "x" + std::to_string(width);
    const std::vector<float> found = resample_positions(table, 5, {height, width});
    // torch computes in f32.
    EXPECT_LT(relative_error(found, nn::floats(*fixture.find(name))), 1e-6) << name;
  };
  expect(7, 9);
  expect(3, 4);
  expect(5, 5);
}

}  // namespace
}  // namespace saa::clip
