#include "models/clipseg/clipseg.h"

#include "image/resize.h"
#include "models/image_input.h"
#include "nn/layers.h"

#include <algorithm>
#include <iterator>
#include <saa/error.h>
#include <utility>

namespace saa::clipseg {
namespace {

using nn::Dim;
using nn::Value;

/// Phrases decoded at a time: each takes some 10 MB on the way.
constexpr std::size_t kBatch = 8;

Dim blocks_in_use(const Config& config) { return config.taps.back() + 1; }

/// The config, if it fits the files. @throws WeightsError if not.
const Config& checked(const Config& config, const Weights& weights) {
  const auto refuse = [&](const std::string& what) {
    throw WeightsError(weights.decoder.source().string() + ": " + what + " (CLIP is that of " +
                       weights.clip.source().string() + ")");
  };
  const auto expect = [&](const char* what, Dim found, Dim expected) {
    if (found != expected)
      refuse("a decoder for " + std::to_string(found) + " " + what + ", CLIP has " +
             std::to_string(expected));
  };
  expect("channels of the text's features", config.decoder.features, config.text.features);
  expect("pixels a patch", config.decoder.patch, config.vision.patch);
  if (config.grid() < 1)
    refuse("patches of " + std::to_string(config.vision.patch) + " pixels, expected at most " +
           std::to_string(config.image_size));
  if (config.decoder.layers != static_cast<Dim>(config.taps.size()))
    refuse("a decoder of " + std::to_string(config.decoder.layers) + " layers, expected " +
           std::to_string(config.taps.size()));
  if (blocks_in_use(config) > config.vision.transformer.layers)
    refuse("CLIP's image tower has " + std::to_string(config.vision.transformer.layers) +
           " blocks, expected at least " + std::to_string(blocks_in_use(config)));
  return config;
}

/// The picture [1, H, W, 3] -> the tapped states at the decoder's width, [layers, T, width].
void define_image(nn::Builder& builder, const clip::Checkpoint& clip, const Decoder& decoder,
                  const Config& config) {
  const Value picture = image_input(builder, kImageNetPixels);
  const Value tokens =
      clip::embed_patches(clip, picture, config.vision, {config.grid(), config.grid()});
  const std::vector<Value> states =
      clip::encode_tokens(clip, tokens, config.vision, blocks_in_use(config));
  std::vector<Value> tapped;
  for (const Dim tap : config.taps) tapped.push_back(states.at(static_cast<std::size_t>(tap) + 1));
  builder.output("tokens", nn::concat(reduce_states(decoder, tapped, config.decoder), 0));
}

void define_decoder(nn::Builder& builder, const Decoder& decoder, const Config& config) {
  const Dim places = 1 + config.grid() * config.grid();
  const Value tokens =
      builder.input("tokens", DType::f32, {config.decoder.layers, places, config.decoder.width});
  const Value texts = builder.input("texts", DType::f32, {nn::kDynamic, config.decoder.features});
  std::vector<Value> reduced;
  for (Dim i = 0; i < config.decoder.layers; ++i)
    reduced.push_back(nn::slice(tokens, {0}, {i}, {i + 1}));
  builder.output("logits", decode(decoder, reduced, texts, config.decoder, config.grid()));
}

/// @throws WeightsError for keys that nothing has read and that are not known to be of no use.
void expect_all_read(const Weights& weights, const clip::Checkpoint& clip, const Config& config) {
  const std::vector<std::string> behind =
      clip::keys_behind(clip, config.vision, blocks_in_use(config));
  std::vector<std::string_view> allowed(behind.begin(), behind.end());
  allowed.insert(allowed.end(), clip::kUnusedKeys.begin(), clip::kUnusedKeys.end());
  allowed.insert(allowed.end(), kUnusedDecoderKeys.begin(), kUnusedDecoderKeys.end());
  weights.clip.expect_all_read(allowed);
  weights.decoder.expect_all_read(allowed);
}

}  // namespace

Config config_of(const Weights& weights) {
  const clip::Checkpoint clip = clip::find_clip(weights.clip);
  return {.vision = clip::vision_config(clip, clip::Activation::quick_gelu),
          .text = clip::text_config(clip, clip::Activation::quick_gelu),
          .decoder = decoder_config(find_decoder(weights.decoder))};
}

ClipSeg::ClipSeg(const Weights& weights, const Config& config, text::ClipBpe tokenizer,
                 const nn::CompileOptions& options, const nn::Runtime& runtime)
    : config_(checked(config, weights)),
      text_(clip::find_clip(weights.clip), config.text, std::move(tokenizer), options, runtime) {
  const clip::Checkpoint clip = clip::find_clip(weights.clip);
  const Decoder decoder = find_decoder(weights.decoder);
  image_ = runtime.compile(
      "clipseg_image", [&](nn::Builder& builder) { define_image(builder, clip, decoder, config); },
      options);
  decoder_ = runtime.compile(
      "clipseg_decoder", [&](nn::Builder& builder) { define_decoder(builder, decoder, config); },
      options);
  expect_all_read(weights, clip, config);
}

ImageStates ClipSeg::encode_image(const Image& rgb) const {
  const int side = static_cast<int>(config_.image_size);
  const Image resized = pillow_resize(rgb, side, side, PillowFilter::bilinear);
  const Tensor picture{
      DType::u8, {1, side, side, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};
  const std::vector<Tensor> outputs = image_->run(std::array{picture});
  const std::span<const float> tokens = nn::floats(outputs.front());
  return {{tokens.begin(), tokens.end()}};
}

std::vector<float> ClipSeg::encode_texts(std::span<const std::string> texts) const {
  return text_.encode(texts);
}

std::size_t ClipSeg::features() const { return static_cast<std::size_t>(config_.text.features); }

std::vector<FloatMap> ClipSeg::segment(const ImageStates& image,
                                       std::span<const float> texts) const {
  const DecoderConfig& decoder = config_.decoder;
  const Dim places = 1 + config_.grid() * config_.grid();
  const Tensor tokens = nn::view(image.tokens, {decoder.layers, places, decoder.width});
  const int side = static_cast<int>(config_.grid() * decoder.patch);
  const std::size_t pixels = std::size_t(side) * std::size_t(side);
  std::vector<FloatMap> maps;
  const std::size_t count = texts.size() / features();
  for (std::size_t begin = 0; begin < count; begin += kBatch) {
    const std::size_t some = std::min(kBatch, count - begin);
    const Tensor conditions = nn::view(texts.subspan(begin * features(), some * features()),
                                       {static_cast<Dim>(some), config_.text.features});
    const std::vector<Tensor> outputs = decoder_->run(std::array{tokens, conditions});
    const std::span<const float> logits = nn::floats(outputs.front());
    for (std::size_t i = 0; i < some; ++i) {
      FloatMap& map = maps.emplace_back(side, side);
      std::ranges::copy(logits.subspan(i * pixels, pixels), map.values.begin());
    }
  }
  return maps;
}

}  // namespace saa::clipseg
