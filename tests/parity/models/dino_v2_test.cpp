#include "models/dino_v2/dino_v2.h"

#include "parity/models/parity.h"

#include <array>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>

namespace saa::dino_v2 {
namespace {

using nn::Value;

/// Sums of some dozens of products in another order give about 1e-6.
constexpr double kTolerance = 1e-5;

/// tests/parity/dino_v2.py
constexpr Config kNarrow = {24, 3, 2, 4, 5};
constexpr std::array kTaps = {1, 2, 3};

struct Case {
  const char* name;
  PatchGrid grid;
};

class DinoV2 : public testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] const Tensor& given(const std::string& part) const {
    return *fixture_.find(GetParam().name + ("." + part));
  }

  void expect_agreement(const Tensor& found, const std::string& part) const {
    EXPECT_EQ(found.shape, given(part).shape) << part;
    EXPECT_LT(relative_error(nn::floats(found), nn::floats(given(part))), kTolerance) << part;
  }

  StateDict fixture_ = load_fixture("dino_v2");
  StateDict weights_ = checkpoint_within(fixture_, "weights");
};

TEST_P(DinoV2, EveryStageAgreesWithTheOfficialCode) {
  const auto network = nn::cpu_runtime().compile(
      "dino_v2",
      [&](nn::Builder& builder) {
        const Scope scope(weights_);
        const Value picture = builder.input("picture", DType::f32, given("picture").shape);
        const Value tokens = embed_patches(scope, picture, kNarrow, GetParam().grid);
        builder.output("tokens", tokens);
        for (const Value& state : encode_tokens(scope, tokens, kNarrow))
          builder.output("state", state);
      },
      {});
  const std::vector<Tensor> found = network->run(std::vector<Tensor>{given("picture")});
  ASSERT_EQ(found.size(), 4U);
  expect_agreement(found[0], "tokens");
  for (std::size_t i = 0; i < 3; ++i) expect_agreement(found[i + 1], "state" + std::to_string(i));
}

TEST_P(DinoV2, PixelsToNormedBlocksAndThePicturesVectorAgree) {
  const auto network = compile(weights_, kNarrow, GetParam().grid, kTaps, {});
  const std::vector<Tensor> found = network->run(std::vector<Tensor>{given("pixels")});
  ASSERT_EQ(found.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) expect_agreement(found[i], "block" + std::to_string(i + 1));
  expect_agreement(found[3], "image");
}

INSTANTIATE_TEST_SUITE_P(On, DinoV2,
                         testing::Values(Case{"own", {5, 5}}, Case{"large", {7, 9}},
                                         Case{"small", {3, 4}}, Case{"long", {1, 25}}),
                         [](const auto& one) { return std::string(one.param.name); });

/// The tensors of which sizes are read, in the given ones.
StateDict sizes(const Config& config) {
  TensorMap tensors;
  tensors["patch_embed.proj.weight"].shape = {config.width, 3, config.patch, config.patch};
  tensors["pos_embed"].shape = {1, 1 + config.grid * config.grid, config.width};
  for (nn::Dim i = 0; i < config.layers; ++i)
    tensors["blocks." + std::to_string(i) + ".norm1.weight"].shape = {config.width};
  return {"dino.pth", std::move(tensors)};
}

TEST(DinoV2Config, SizesAreReadOffTheShapes) {
  for (const Config& config : {kVitSmall14, kVitBase14, kVitLarge14})
    EXPECT_EQ(config_of(sizes(config)), config);
}

TEST(DinoV2Config, SizesOfNothingAreRefused) {
  EXPECT_THROW((void)config_of(sizes({24, 3, 2, 4, 5})), WeightsError);  // no heads of 64
  EXPECT_THROW((void)config_of(sizes({64, 0, 1, 4, 5})), WeightsError);
  EXPECT_THROW((void)config_of(sizes({64, 3, 1, 0, 5})), WeightsError);
  EXPECT_THROW((void)config_of(sizes({64, 3, 1, 4, 0})), WeightsError);
  EXPECT_THROW((void)config_of(StateDict("sam.pth", {})), WeightsError);
}

TEST(DinoV2Compile, RefusesBlocksThatAreNotThereAndKeysThatNothingReads) {
  const StateDict fixture = load_fixture("dino_v2");
  const StateDict weights = checkpoint_within(fixture, "weights");
  const auto refusal = [](const StateDict& file, std::span<const int> taps) -> std::string {
    try {
      (void)compile(file, kNarrow, {5, 5}, taps, {});
    } catch (const WeightsError& error) {
      return error.what();
    }
    return "taken";
  };
  EXPECT_NE(refusal(weights, std::array{4}).find("has 3 blocks, expected at least 4"),
            std::string::npos);
  TensorMap tensors = weights.tensors();
  tensors["register_tokens"] = *weights.find("cls_token");
  const StateDict with_registers("reg.pth", std::move(tensors));
  EXPECT_NE(refusal(with_registers, kTaps).find("register_tokens"), std::string::npos);
}

}  // namespace
}  // namespace saa::dino_v2
