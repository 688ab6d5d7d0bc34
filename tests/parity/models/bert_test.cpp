#include "models/grounding_dino/bert.h"

#include "parity/models/parity.h"

#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>

namespace saa::grounding_dino {
namespace {

/// The network of tests/parity/bert.py.
constexpr BertConfig kNarrow = {.vocabulary = 40,
                                .positions = 16,
                                .hidden = 24,
                                .layers = 2,
                                .heads = 3,
                                .intermediate = 40,
                                .features = 20};

TEST(Bert, StatesAndFeaturesAgreeWithTheOriginalForCaptionsOfAnyLength) {
  const StateDict fixture = load_fixture("bert");
  const auto network = nn::cpu_runtime().compile(
      "bert",
      [&](nn::Builder& builder) {
        const TextInputs text = {
            builder.input("tokens", DType::i64, {1, nn::kDynamic}),
            builder.input("positions", DType::i64, {1, nn::kDynamic}),
            builder.input("attention", DType::f32, {1, nn::kDynamic, nn::kDynamic})};
        const Scope scope(fixture, "weights");
        for (const nn::Value& state : bert_states(scope, text, kNarrow)) {
          builder.output("state", state);
        }
        builder.output("features", text_features(scope, text, kNarrow));
      },
      {});
  for (const std::string caption : {"0", "1"}) {
    const std::vector<Tensor> found = network->run(
        std::vector<Tensor>{*fixture.find("tokens" + caption), *fixture.find("positions" + caption),
                            *fixture.find("attention" + caption)});
    ASSERT_EQ(found.size(), 4U);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const Tensor& expected =
          *fixture.find(i < 3 ? "state" + caption + "." + std::to_string(i) : "features" + caption);
      EXPECT_EQ(found[i].shape, expected.shape);
      // Sums of some dozens of products in another order: about 1e-6.
      EXPECT_LT(relative_error(nn::floats(found[i]), nn::floats(expected)), 1e-5) << i;
    }
  }
}

TensorMap checkpoint() {
  TensorMap tensors;
  const StateDict fixture = load_fixture("bert");
  for (const auto& [key, tensor] : fixture.tensors()) {
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  }
  return tensors;
}

TEST(Bert, ReadsEveryKeyOfTheCheckpointButTheUnused) {
  const StateDict weights("bert.pth", checkpoint());
  (void)nn::cpu_runtime().compile(
      "bert",
      [&](nn::Builder& builder) {
        const TextInputs text = {builder.input("tokens", DType::i64, {1, 4}),
                                 builder.input("positions", DType::i64, {1, 4}),
                                 builder.input("attention", DType::f32, {1, 4, 4})};
        builder.output("features", text_features(Scope(weights), text, kNarrow));
      },
      {});
  EXPECT_NO_THROW(weights.expect_all_read(kUnusedBertKeys));
  EXPECT_EQ(weights.unread({}),
            (std::vector<std::string>{"bert.pooler.dense.bias", "bert.pooler.dense.weight"}));
}

TEST(Bert, SizesAreReadOffTheShapes) {
  const BertConfig config = bert_config(StateDict("bert.pth", checkpoint()));
  EXPECT_EQ(config.vocabulary, kNarrow.vocabulary);
  EXPECT_EQ(config.positions, kNarrow.positions);
  EXPECT_EQ(config.hidden, kNarrow.hidden);
  EXPECT_EQ(config.layers, kNarrow.layers);
  EXPECT_EQ(config.intermediate, kNarrow.intermediate);
  EXPECT_EQ(config.features, kNarrow.features);
  EXPECT_THROW((void)bert_config(StateDict("empty.pth", {})), WeightsError);
}

}  // namespace
}  // namespace saa::grounding_dino
