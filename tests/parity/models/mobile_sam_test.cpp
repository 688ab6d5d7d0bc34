#include "models/mobile_sam/tiny_vit.h"
#include "models/sam/neck.h"
#include "models/sam/sam.h"
#include "parity/models/parity.h"
#include "parity/models/sam_answers.h"

#include <gtest/gtest.h>

namespace saa::mobile_sam {
namespace {

constexpr nn::Dim kImageSize = 64;
constexpr std::size_t kStep = 5;  ///< STEP of tests/parity/mobile_sam_fixture.py

void expect_original_stages(BlockForm form) {
  const StateDict fixture = load_fixture("mobile_sam");
  const std::vector<double> errors =
      stage_errors(fixture, [&](const Scope& weights, const nn::Value& image) {
        const Scope scope = weights / "image_encoder";
        Config config = detect(scope);
        config.image_size = kImageSize;
        config.form = form;
        std::vector<nn::Value> all =
            stages(scope, nn::reshape(image, {1, 3, kImageSize, kImageSize}), config);
        all.push_back(sam::neck(scope / "neck", all.back()));
        return all;
      });
  ASSERT_EQ(errors.size(), 6U);
  // Sums of some hundred products in another order: about 1e-6.
  for (const double error : errors) EXPECT_LT(error, 1e-5);
}

TEST(MobileSam, EncoderAgreesWithTheOriginalAfterEveryLayer) {
  expect_original_stages(BlockForm::fused);
}

TEST(MobileSam, SoDoesItLayerByLayer) { expect_original_stages(BlockForm::layered); }

TEST(MobileSam, AnswersAsTheOriginalPredictorToAllKindsOfPrompts) {
  const StateDict fixture = load_fixture("mobile_sam");
  const sam::Sam sam(sam::weights_of(fixture));
  EXPECT_EQ(sam.variant(), "mobile_sam");
  sam::expect_same_answers(sam, fixture, "wide", kStep);
}

}  // namespace
}  // namespace saa::mobile_sam
