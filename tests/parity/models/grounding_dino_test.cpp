#include "models/grounding_dino/image_encoder.h"
#include "models/grounding_dino/pyramid.h"
#include "models/grounding_dino/transformer.h"
#include "models/grounding_dino/transformer_inputs.h"
#include "parity/models/parity.h"

#include <array>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <string>

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

/// A network whose outputs are looked up by their names.
class NamedNetwork {
 public:
  explicit NamedNetwork(const std::function<void(nn::Builder&)>& define)
      : network_(nn::cpu_runtime().compile("parity", define, {})) {}

  [[nodiscard]] std::map<std::string, Tensor> run(const std::vector<Tensor>& inputs) const {
    const std::vector<Tensor> outputs = network_->run(inputs);
    std::map<std::string, Tensor> named;
    for (std::size_t i = 0; i < outputs.size(); ++i) named[network_->outputs()[i]] = outputs[i];
    return named;
  }

 private:
  std::shared_ptr<const nn::Network> network_;
};

NamedNetwork image_network(const Scope& weights, const Config& config) {
  return NamedNetwork([&](nn::Builder& builder) {
    const Value picture = builder.input("image", DType::f32, {1, 3, nn::kDynamic, nn::kDynamic});
    const auto grid = [&] { return builder.input("grid", DType::i64, {2}); };
    const std::array<Value, 4> grids = {grid(), grid(), grid(), grid()};
    const std::array<Value, kLevels> levels = pyramid(weights, picture, grids, config);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      builder.output("level" + std::to_string(i), levels[i]);
    }
    builder.output("tokens", nn::concat(levels, 1));
  });
}

NamedNetwork transformer_network(const Scope& weights, const Config& config) {
  return NamedNetwork([&](nn::Builder& builder) {
    const TransformerOutputs outputs =
        transformer(weights, transformer_inputs(builder, config), config);
    for (std::size_t i = 0; i < outputs.encoder.size(); ++i) {
      const std::string layer = "encoder" + std::to_string(i);
      builder.output(layer + ".image", outputs.encoder[i].image);
      builder.output(layer + ".text", outputs.encoder[i].text);
    }
    builder.output("selected", nn::cast(outputs.selected, DType::f32));
    for (std::size_t i = 0; i < outputs.decoder.size(); ++i) {
      builder.output("boxes" + std::to_string(i), outputs.decoder[i].boxes);
      if (i == 0) continue;
      builder.output("decoder" + std::to_string(i - 1) + ".content", outputs.decoder[i].content);
    }
    builder.output("logits", outputs.logits);
    builder.output("boxes", outputs.boxes);
  });
}

/// One image and caption of a fixture.
class Case {
 public:
  Case(const StateDict& fixture, int index)
      : fixture_(fixture), prefix_("case" + std::to_string(index) + ".") {}

  [[nodiscard]] bool exists() const { return fixture_.contains(prefix_ + "image"); }
  [[nodiscard]] const Tensor& operator[](const std::string& name) const {
    return *fixture_.find(prefix_ + name);
  }
  /// Every stage that both sides know, `compared` of them.
  void expect_agreement(const std::map<std::string, Tensor>& found, std::size_t compared) const {
    EXPECT_EQ(found.size(), compared);
    for (const auto& [name, tensor] : found) {
      ASSERT_TRUE(fixture_.contains(prefix_ + name)) << name;
      const Tensor& official = (*this)[name];
      EXPECT_EQ(tensor.shape, official.shape) << name;
      // Boxes in parts of the image: 0.05 pixels of the largest image that is ever given, 1333.
      const double tolerance = name.starts_with("boxes") ? 0.05 / 1333 : 1e-4;
      EXPECT_LT(relative_error(nn::floats(tensor), nn::floats(official)), tolerance)
          << prefix_ << name;
    }
  }

 private:
  const StateDict& fixture_;
  std::string prefix_;
};

/// Runs ours from the picture to the boxes on every case of a fixture.
void expect_stages_agree(std::string_view name) {
  const StateDict fixture = load_fixture(name);
  std::map<std::string, Tensor, std::less<>> tensors;
  for (const auto& [key, tensor] : fixture.tensors()) {
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  }
  const StateDict weights(fixture.source(), tensors);
  const Config config = config_of(weights);
  const NamedNetwork images = image_network(Scope(weights), config);
  const NamedNetwork transformers = transformer_network(Scope(weights), config);
  const std::vector<float> level_embedding =
      to_f32(weights.read("transformer.level_embed", std::array{kLevels, config.hidden}));
  constexpr std::array<std::string_view, 1> kText = {"feat_map."};
  EXPECT_EQ(weights.unread(kText), std::vector<std::string>{});
  for (int i = 0; Case(fixture, i).exists(); ++i) {
    const Case given(fixture, i);
    const Dim height = given["image"].shape[2];
    const Dim width = given["image"].shape[3];
    std::vector<std::array<std::int64_t, 2>> sizes;
    for (const GridSize& grid : swin_grids(height, width)) {
      sizes.push_back({grid.height, grid.width});
    }
    std::vector<Tensor> inputs = {given["image"]};
    for (const auto& size : sizes) inputs.push_back(nn::view(size, {2}));
    std::map<std::string, Tensor> image = images.run(inputs);
    const Tensor tokens = image.at("tokens");
    image.erase("tokens");
    given.expect_agreement(image, 4);

    const PyramidPlaces places = places_of(pyramid_levels(height, width), level_embedding);
    std::vector<std::int64_t> positions;
    for (const float p : to_f32(given["positions"])) positions.push_back(std::lround(p));
    std::vector<float> mask = to_f32(given["attention"]);
    for (float& m : mask) m = m > 0 ? 0.0F : -std::numeric_limits<float>::infinity();
    const std::vector<float> text_position =
        embed_positions(positions, static_cast<std::size_t>(config.hidden));
    const auto count = static_cast<Dim>(positions.size());
    given.expect_agreement(
        transformers.run(transformer_tensors(
            places, {tokens, given["text"], nn::view(text_position, {1, count, config.hidden}),
                     nn::view(mask, {1, 1, count, count})})),
        2 * static_cast<std::size_t>(config.encoder_layers) +
            2 * static_cast<std::size_t>(config.decoder_layers) + 4);
  }
}

TEST(GroundingDino, StagesAgreeWithTheOriginal) { expect_stages_agree("grounding_dino_window7"); }

TEST(GroundingDino, StagesAgreeWithTheOriginalOfOtherSizes) {
  expect_stages_agree("grounding_dino_window12");
}

}  // namespace
}  // namespace saa::grounding_dino
