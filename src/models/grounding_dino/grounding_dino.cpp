#include "models/grounding_dino/grounding_dino.h"

#include "models/grounding_dino/bert.h"
#include "models/grounding_dino/caption.h"
#include "models/grounding_dino/image_encoder.h"
#include "models/grounding_dino/transformer.h"
#include "models/grounding_dino/transformer_inputs.h"
#include "models/image_input.h"

#include <array>
#include <saa/error.h>
#include <string>
#include <utility>

namespace saa::grounding_dino {
namespace {

using nn::Dim;
using nn::Value;

std::vector<std::string_view> unused_keys() {
  std::vector<std::string_view> keys = {
      ".relative_position_index",         // follows from the size of the windows
      "transformer.decoder.bbox_embed.",  // bbox_embed under its second name
      "label_enc.",                       // of training, and of no module in the published code
  };
  keys.insert(keys.end(), kUnusedBertKeys.begin(), kUnusedBertKeys.end());
  return keys;
}

void define_image_encoder(nn::Builder& builder, const Scope& scope, const Config& config) {
  const Value picture = image_input(builder, kImageNetPixels);
  const auto grid = [&](std::string_view name) { return builder.input(name, DType::i64, {2}); };
  const std::array<Value, 4> grids = {grid("grid1"), grid("grid2"), grid("grid3"), grid("grid4")};
  builder.output("tokens", nn::concat(pyramid(scope, picture, grids, config), 1));
}

void define_text_encoder(nn::Builder& builder, const Scope& scope, const BertConfig& config) {
  const TextInputs text{
      .tokens = builder.input("tokens", DType::i64, {1, nn::kDynamic}),
      .positions = builder.input("positions", DType::i64, {1, nn::kDynamic}),
      .attention = builder.input("attention", DType::f32, {1, nn::kDynamic, nn::kDynamic})};
  builder.output("embedding", text_features(scope, text, config));
}

void define_transformer(nn::Builder& builder, const Scope& scope, const Config& config) {
  const TransformerOutputs outputs =
      transformer(scope, transformer_inputs(builder, config), config);
  builder.output("probabilities", nn::sigmoid(outputs.logits));
  builder.output("boxes", outputs.boxes);
}

std::vector<float> copied(const Tensor& tensor) {
  const std::span<const float> values = nn::floats(tensor);
  return {values.begin(), values.end()};
}

template <typename T>
std::size_t bytes_of(const std::vector<T>& values) {
  return values.size() * sizeof(T);
}

}  // namespace

std::size_t ImageFeatures::bytes() const { return bytes_of(levels) + bytes_of(tokens); }

std::size_t TextFeatures::bytes() const {
  return bytes_of(tokens) + bytes_of(positions) + bytes_of(attention) + bytes_of(embedding);
}

struct GroundingDino::Networks {
  Config config;
  text::WordPiece tokenizer;
  std::vector<float> level_embedding;  ///< [kLevels, hidden]
  std::shared_ptr<const nn::Network> image, text, transformer;
};

GroundingDino::GroundingDino(const StateDict& weights, const std::filesystem::path& vocabulary,
                             const nn::CompileOptions& options, const nn::Runtime& runtime) {
  Config config = config_of(weights);
  if (options.precision != Precision::f32) {
    config.mlp = config.backbone.mlp = BlockForm::layered;
  }
  const BertConfig bert = bert_config(weights);
  text::Vocabulary pieces(vocabulary);
  pieces.expect_size(bert.vocabulary);
  const Scope scope(weights);
  std::vector<float> level_embedding =
      to_f32(scope.param("transformer.level_embed", {kLevels, config.hidden}));
  const auto image = runtime.compile(
      "grounding_dino image encoder",
      [&](nn::Builder& builder) { define_image_encoder(builder, scope, config); }, options);
  const auto text = runtime.compile(
      "grounding_dino text encoder",
      [&](nn::Builder& builder) { define_text_encoder(builder, scope, bert); }, options);
  const auto transformer = runtime.compile(
      "grounding_dino transformer",
      [&](nn::Builder& builder) {
        define_transformer(builder, scope, config);
        weights.expect_all_read(unused_keys());
      },
      options);
  networks_ = std::make_unique<const Networks>(Networks{config, text::WordPiece(std::move(pieces)),
                                                        std::move(level_embedding), image, text,
                                                        transformer});
}

GroundingDino::~GroundingDino() = default;
GroundingDino::GroundingDino(GroundingDino&&) noexcept = default;
GroundingDino& GroundingDino::operator=(GroundingDino&&) noexcept = default;

const text::WordPiece& GroundingDino::tokenizer() const { return networks_->tokenizer; }

ImageFeatures GroundingDino::encode_image(const Image& rgb) const {
  ImageFeatures features{.levels = pyramid_levels(rgb.height, rgb.width), .tokens = {}};
  Dim places = 0;
  for (const GridSize& level : features.levels) places += level.places();
  if (places < networks_->config.queries) {
    throw InputError("an image of " + std::to_string(rgb.width) + " x " +
                     std::to_string(rgb.height) + " pixels has " + std::to_string(places) +
                     " places for the detector, which chooses " +
                     std::to_string(networks_->config.queries) + " of them; enlarge it");
  }
  std::vector<std::array<std::int64_t, 2>> grids;
  for (const GridSize& grid : swin_grids(rgb.height, rgb.width)) {
    grids.push_back({grid.height, grid.width});
  }
  std::vector<Tensor> inputs = {
      {DType::u8, {1, rgb.height, rgb.width, 3}, std::as_bytes(std::span(rgb.rgb)), nullptr}};
  for (const auto& grid : grids) inputs.push_back(nn::view(grid, {2}));
  features.tokens = copied(networks_->image->run(inputs).front());
  return features;
}

TextFeatures GroundingDino::encode_text(std::string_view caption) const {
  CaptionTokens read = read_caption(networks_->tokenizer, caption);
  const auto count = static_cast<Dim>(read.tokens.size());
  const std::vector<Tensor> inputs = {nn::view(read.tokens, {1, count}),
                                      nn::view(read.positions, {1, count}),
                                      nn::view(read.attention, {1, count, count})};
  return {.tokens = std::move(read.tokens),
          .positions = std::move(read.positions),
          .attention = std::move(read.attention),
          .embedding = copied(networks_->text->run(inputs).front())};
}

Detections GroundingDino::detect(const ImageFeatures& image, const TextFeatures& text) const {
  const Config& config = networks_->config;
  const PyramidPlaces places = places_of(image.levels, networks_->level_embedding);
  const std::vector<float> text_position =
      embed_positions(text.positions, static_cast<std::size_t>(config.hidden));
  const auto count = static_cast<Dim>(text.tokens.size());
  const TokenTensors tokens{.image = nn::view(image.tokens, {1, places.tokens(), config.hidden}),
                            .text = nn::view(text.embedding, {1, count, config.hidden}),
                            .text_position = nn::view(text_position, {1, count, config.hidden}),
                            .text_mask = nn::view(text.attention, {1, 1, count, count})};
  const std::vector<Tensor> found =
      networks_->transformer->run(transformer_tensors(places, tokens));
  return {.queries = static_cast<std::size_t>(config.queries),
          .tokens = text.tokens.size(),
          .probabilities = copied(found[0]),
          .boxes = copied(found[1])};
}

}  // namespace saa::grounding_dino
