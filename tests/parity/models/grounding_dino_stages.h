// GroundingDINO beside what the official code computed, stage by stage.
#pragma once

#include "models/grounding_dino/image_encoder.h"
#include "models/grounding_dino/transformer.h"
#include "models/grounding_dino/transformer_inputs.h"
#include "parity/models/parity.h"

#include <array>
#include <limits>
#include <map>
#include <string>

namespace saa::grounding_dino {

struct StageError {
  std::string stage;
  nn::Dims shape;
  double error;  ///< relative to the largest value of the stage
};

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

inline NamedNetwork image_network(const Scope& weights, const Config& config) {
  return NamedNetwork([&](nn::Builder& builder) {
    const nn::Value picture =
        builder.input("image", DType::f32, {1, 3, nn::kDynamic, nn::kDynamic});
    const auto grid = [&] { return builder.input("grid", DType::i64, {2}); };
    const std::array<nn::Value, 4> grids = {grid(), grid(), grid(), grid()};
    const std::array<nn::Value, kLevels> levels = pyramid(weights, picture, grids, config);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      builder.output("level" + std::to_string(i), levels[i]);
    }
    builder.output("tokens", nn::concat(levels, 1));
  });
}

inline NamedNetwork transformer_network(const Scope& weights, const Config& config) {
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

/// Whether a stage has a row for each query.
inline bool is_of_queries(std::string_view stage) {
  return stage.starts_with("boxes") || stage.starts_with("decoder") || stage == "logits";
}

/// Queries (rows of [1, Q, C]) in the order in which the official code chose their tokens. Of two
/// tokens with all but the same score, either may come first.
inline std::vector<float> in_official_order(const Tensor& rows, const Tensor& selected,
                                            const Tensor& official) {
  std::map<float, std::size_t> place;
  const std::span<const float> chosen = nn::floats(selected);
  for (std::size_t i = 0; i < chosen.size(); ++i) place[chosen[i]] = i;
  const std::span<const float> values = nn::floats(rows);
  const std::size_t width = values.size() / chosen.size();
  std::vector<float> ordered;
  for (const float token : nn::floats(official)) {
    const auto found = place.find(token);
    if (found == place.end()) {
      ADD_FAILURE() << "the official code chose token " << token << ", we did not";
      continue;
    }
    const auto row = values.subspan(found->second * width, width);
    ordered.insert(ordered.end(), row.begin(), row.end());
  }
  return ordered;
}

/// The cases (images with captions) of a fixture.
class OfficialStages {
 public:
  /// @param fixture and weights must outlive this.
  OfficialStages(const StateDict& fixture, const StateDict& weights)
      : fixture_(fixture),
        weights_(weights),
        config_(config_of(weights)),
        images_(image_network(Scope(weights), config_)),
        transformers_(transformer_network(Scope(weights), config_)),
        level_embedding_(
            to_f32(weights.read("transformer.level_embed", std::array{kLevels, config_.hidden}))) {}

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] bool has_case(int index) const { return fixture_.contains(key(index, "image")); }
  /// Runs ours from the picture to the boxes.
  [[nodiscard]] std::vector<StageError> compare(int index) const {
    const auto given = [&](std::string_view name) { return *fixture_.find(key(index, name)); };
    const nn::Dims& size = given("image").shape;
    std::vector<std::array<std::int64_t, 2>> grids;
    for (const GridSize& grid : swin_grids(size[2], size[3])) {
      grids.push_back({grid.height, grid.width});
    }
    std::vector<Tensor> inputs = {given("image")};
    for (const auto& grid : grids) inputs.push_back(nn::view(grid, {2}));
    std::map<std::string, Tensor> stages = images_.run(inputs);
    const Tensor tokens = stages.at("tokens");
    stages.erase("tokens");

    const PyramidPlaces places = places_of(pyramid_levels(size[2], size[3]), level_embedding_);
    std::vector<std::int64_t> positions;
    for (const float p : to_f32(given("positions"))) positions.push_back(std::lround(p));
    std::vector<float> mask = to_f32(given("attention"));
    for (float& m : mask) m = m > 0 ? 0.0F : -std::numeric_limits<float>::infinity();
    const std::vector<float> text_position =
        embed_positions(positions, static_cast<std::size_t>(config_.hidden));
    const auto count = static_cast<nn::Dim>(positions.size());
    stages.merge(transformers_.run(transformer_tensors(
        places, {tokens, given("text"), nn::view(text_position, {1, count, config_.hidden}),
                 nn::view(mask, {1, 1, count, count})})));

    std::vector<StageError> errors;
    for (const auto& [stage, found] : stages) {
      const Tensor* official = fixture_.find(key(index, stage));
      if (official == nullptr) throw std::logic_error("the fixture has no stage " + stage);
      EXPECT_EQ(found.shape, official->shape) << stage;
      if (stage == "selected") continue;
      const std::span<const float> values = nn::floats(found);
      const std::vector<float> ordered =
          is_of_queries(stage) ? in_official_order(found, stages.at("selected"), given("selected"))
                               : std::vector<float>(values.begin(), values.end());
      errors.push_back({stage, found.shape, relative_error(ordered, nn::floats(*official))});
    }
    return errors;
  }

 private:
  [[nodiscard]] static std::string key(int index, std::string_view name) {
    return "case" + std::to_string(index) + "." + std::string(name);
  }

  const StateDict& fixture_;
  const StateDict& weights_;
  Config config_;
  NamedNetwork images_;
  NamedNetwork transformers_;
  std::vector<float> level_embedding_;
};

/// What a stage may differ by. Boxes are parts of the image: 0.05 pixels of the largest that is
/// ever given.
inline double tolerance_of(std::string_view stage) {
  return stage.starts_with("boxes") ? 0.05 / 1333 : 1e-4;
}

}  // namespace saa::grounding_dino
