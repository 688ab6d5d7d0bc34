#include "models/sam/sam.h"

#include "models/sam/mask_decoder.h"
#include "models/sam/neck.h"
#include "models/sam/vit_encoder.h"
#include "parity/models/parity.h"
#include "parity/models/sam_answers.h"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <saa/error.h>
#include <string>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

TEST(Sam, ConfigurationIsReadOffTheShapes) {
  const StateDict fixture = load_fixture("sam");
  const VitConfig config = detect_vit(Scope(fixture, "weights.image_encoder"));
  EXPECT_EQ(config.grid, 8);
  EXPECT_EQ(config.image_size(), 128);
  EXPECT_EQ(config.width, 32);
  EXPECT_EQ(config.heads, 2);
  EXPECT_EQ(config.hidden, 96);
  EXPECT_EQ(config.windows, (std::vector<Dim>{3, 0, 3, 0}));
}

TEST(Sam, EncoderAgreesWithTheOriginalAfterEveryBlock) {
  const StateDict fixture = load_fixture("sam");
  const std::vector<double> errors =
      stage_errors(fixture, [](const Scope& weights, const Value& image) {
        const Scope scope = weights / "image_encoder";
        const VitConfig config = detect_vit(scope);
        std::vector<Value> stages = vit_stages(scope, nn::reshape(image, {1, 3, 128, 128}), config);
        stages.push_back(neck(scope / "neck", stages.back()));
        return stages;
      });
  ASSERT_EQ(errors.size(), 6U);
  // Sums of some hundred products in another order: about 1e-6.
  for (const double error : errors) EXPECT_LT(error, 1e-5);
}

void expect_original_decoder(BlockForm form) {
  const StateDict fixture = load_fixture("sam");
  const auto tensor = [&](const std::string& key) -> const Tensor& { return *fixture.find(key); };
  const auto network = nn::cpu_runtime().compile(
      "decoder",
      [&](nn::Builder& builder) {
        const Value embedding = builder.input("embedding", DType::f32, {1, 32, 8, 8});
        const Value dense =
            builder.input("dense", DType::f32, {nn::kDynamic, 32, nn::kDynamic, nn::kDynamic});
        const Value tokens = builder.input("tokens", DType::f32, {nn::kDynamic, nn::kDynamic, 32});
        const Value positions = builder.input("positions", DType::f32, {1, 64, 32});
        const DecodedMasks masks = decode_masks(Scope(fixture, "weights.mask_decoder"), embedding,
                                                dense, tokens, positions, form);
        builder.output("tokens", masks.tokens);
        builder.output("logits", masks.logits);
        builder.output("iou", masks.iou);
      },
      {});
  Tensor no_mask = tensor("weights.prompt_encoder.no_mask_embed.weight");
  no_mask.shape = {1, 32, 1, 1};
  const std::vector<Tensor> found = network->run(
      std::array{tensor("stage5"), no_mask, tensor("decoder.prompt"), tensor("decoder.positions")});
  const std::array names = {"decoder.tokens", "decoder.logits", "decoder.iou"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Tensor& expected = tensor(names[i]);
    EXPECT_EQ(found[i].shape, expected.shape) << names[i];
    EXPECT_LT(relative_error(nn::floats(found[i]), nn::floats(expected)), 1e-5) << names[i];
  }
}

TEST(Sam, DecoderAgreesWithTheOriginalStageByStage) { expect_original_decoder(BlockForm::fused); }

TEST(Sam, SoDoesItLayerByLayer) { expect_original_decoder(BlockForm::layered); }

class SamFacade : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    fixture_ = std::make_unique<StateDict>(load_fixture("sam"));
    sam_ = std::make_unique<Sam>(weights_of(*fixture_));
  }
  static void TearDownTestSuite() {
    sam_.reset();
    fixture_.reset();
  }

  static inline std::unique_ptr<StateDict> fixture_;
  static inline std::unique_ptr<Sam> sam_;
};

TEST_F(SamFacade, AnswersAsTheOriginalPredictorToAllKindsOfPrompts) {
  expect_same_answers(*sam_, *fixture_, "tall", /*step=*/1);
  expect_same_answers(*sam_, *fixture_, "wide", /*step=*/1);
}

TEST_F(SamFacade, AnswersToABoxWhateverElseIsAsked) {
  const Embedding embedding = sam_->embed(image_of(*fixture_, "wide"));
  std::vector<Box> boxes = boxes_of(*fixture_, "wide");
  // More than are decoded at a time.
  while (boxes.size() < 19) boxes.push_back(boxes[boxes.size() % 3]);
  const std::vector<MaskPrediction> together = sam_->predict(embedding, boxes);
  ASSERT_EQ(together.size(), boxes.size());
  for (const std::size_t i : {0U, 1U, 2U, 15U, 16U, 18U}) {
    const MaskPrediction alone = sam_->predict(embedding, std::span(boxes).subspan(i, 1)).front();
    // Matrix products of other heights may add up in another order.
    EXPECT_LT(relative_error(together[i].low_res, alone.low_res), 1e-6);
    EXPECT_EQ(together[i].mask.window.values, alone.mask.window.values);
  }
}

TEST_F(SamFacade, TakesNoBoxesAndNoPrompt) {
  const Embedding embedding = sam_->embed(image_of(*fixture_, "tall"));
  EXPECT_TRUE(sam_->predict(embedding, std::vector<Box>{}).empty());
  EXPECT_EQ(sam_->predict(embedding, Prompt{}, Masks::three).size(), 3U);
}

TEST_F(SamFacade, RefusesAMaskOfAnotherSizeAndAnImageWithoutPixels) {
  const Embedding embedding = sam_->embed(image_of(*fixture_, "tall"));
  EXPECT_THROW((void)sam_->predict(embedding, Prompt{.mask = {1.0F}}, Masks::one), InputError);
  EXPECT_THROW((void)sam_->embed(Image{}), InputError);
}

TEST_F(SamFacade, NamesAKeyThatItMisses) {
  TensorMap tensors = weights_of(*fixture_).tensors();
  tensors.erase("image_encoder.pos_embed");
  try {
    const Sam sam(StateDict("other.pth", tensors));
    FAIL() << "a checkpoint without positions was taken";
  } catch (const WeightsError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("image_encoder.pos_embed"));
  }
}

TEST_F(SamFacade, RefusesWeightsOfWhichItKnowsNothing) {
  TensorMap tensors = weights_of(*fixture_).tensors();
  tensors.emplace("mask_decoder.fifth_head", tensors.at("mask_decoder.iou_token.weight"));
  EXPECT_THROW(Sam(StateDict("other.pth", tensors)), WeightsError);
}

}  // namespace
}  // namespace saa::sam
