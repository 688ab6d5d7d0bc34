#include "baselines/winclip/winclip_mapper.h"

#include "image/resize.h"
#include "models/clip/vision.h"
#include "models/image_input.h"
#include "pipeline/finite_features.h"

#include <array>
#include <cstddef>
#include <saa/error.h>
#include <utility>

namespace saa::baselines {
namespace {

/// Patches along a window's side, for windows beside the whole image.
constexpr std::array kSides = {2, 3};
constexpr std::array kStages = {"2 x 2 windows", "3 x 3 windows", "whole image"};

/// Those of some hundred classes.
constexpr std::size_t kTextMemory = 1U << 20U;

std::vector<Windows> windows_of(const clip::VisionConfig& vision, const WinClipForm& form) {
  const int grid = static_cast<int>(vision.grid);
  if (grid < kSides.back())
    throw WeightsError("WinCLIP needs a network of at least 3 x 3 patches, found " +
                       std::to_string(grid) + " x " + std::to_string(grid));
  std::vector<Windows> windows;
  for (const int side : kSides) windows.emplace_back(grid, side);
  if (form.image_level) windows.emplace_back(grid, grid);
  return windows;
}

/// Inputs: the picture, u8, and for each window the places of its tokens, i64 [windows, tokens].
/// All scales go through this one network, so that its weights are in memory once.
std::shared_ptr<const nn::Network> compile(const clip::Checkpoint& clip,
                                           const clip::VisionConfig& vision,
                                           const nn::CompileOptions& options) {
  const auto define = [&](nn::Builder& builder) {
    const nn::Value picture = image_input(builder, kClipPixels);
    const nn::Value windows = builder.input("windows", DType::i64, {nn::kDynamic, nn::kDynamic});
    const nn::Value tokens = clip::embed_patches(clip, picture, vision, {vision.grid, vision.grid});
    const nn::Value rows =
        nn::reshape(tokens, {1 + vision.grid * vision.grid, vision.transformer.width});
    const nn::Value seen = clip::encode_tokens(clip, nn::gather(rows, windows, 0), vision).back();
    builder.output("features", clip::image_features(clip, seen, vision));
  };
  return nn::cpu_runtime().compile("winclip", define, options);
}

Image prepared(const Image& image, const WinClipForm& form, int side) {
  const int first = form.resized_first;
  if (first == 0) return pillow_resize(image, side, side, PillowFilter::bicubic);
  return pillow_resize(opencv_resize_bilinear(image, first, first), side, side,
                       PillowFilter::bicubic);
}

}  // namespace

WinClipMapper::WinClipMapper(const StateDict& weights, text::ClipBpe tokenizer,
                             const WinClipForm& form, const nn::CompileOptions& options)
    : form_(form),
      vision_(clip::vision_config(clip::find_clip(weights), clip::Activation::gelu)),
      windows_(windows_of(vision_, form)),
      network_(compile(clip::find_clip(weights), vision_, options)),
      encoder_(clip::find_clip(weights),
               clip::text_config(clip::find_clip(weights), clip::Activation::gelu),
               std::move(tokenizer), options),
      known_texts_(std::make_unique<LruCache>(kTextMemory)) {
  weights.expect_all_read(clip::kUnusedKeys);
}

std::vector<std::string> WinClipMapper::texts(const Profile& profile) const {
  return {profile.class_name.empty() ? profile.object : profile.class_name};
}

std::shared_ptr<const TextFeatures> WinClipMapper::features_of(const std::string& part) const {
  const auto encode = [&] {
    const PromptEnsemble prompts = prompt_ensemble(part, form_.templates);
    const auto channels = static_cast<std::size_t>(encoder_.features());
    return TextFeatures{unit_mean(encoder_.encode(prompts.normal), channels),
                        unit_mean(encoder_.encode(prompts.anomalous), channels)};
  };
  const auto bytes_of = [](const TextFeatures& texts) {
    return (texts.normal.size() + texts.anomalous.size()) * sizeof(float);
  };
  return known_texts_->find_or_keep<TextFeatures>(part, encode, bytes_of);
}

FloatMap WinClipMapper::map(const Image& image, std::span<const std::string> texts,
                            StageClock& clock) const {
  clock.enter("texts");
  const auto text_features = features_of(texts.front());
  const int side = static_cast<int>(vision_.image_size());
  const Image resized = prepared(image, form_, side);
  const Tensor picture{
      DType::u8, {1, side, side, 3}, std::as_bytes(std::span(resized.rgb)), nullptr};

  std::vector<std::vector<double>> scores;
  for (const Windows& windows : windows_) {
    clock.enter(kStages.at(scores.size()));
    const std::vector<std::int64_t> places = windows.token_places();
    const std::array inputs = {picture, nn::view(places, {windows.count(), windows.tokens()})};
    const std::vector<Tensor> answers = network_->run(inputs);
    const std::span<const float> features = nn::floats(answers.front());
    expect_finite(features, "winclip network");
    scores.push_back(window_scores(features, *text_features, form_));
  }
  clock.enter("map");
  const FloatMap patches = patch_map(windows_, scores, static_cast<int>(vision_.grid), form_);
  return opencv_resize_bilinear(patches, form_.map_side, form_.map_side);
}

}  // namespace saa::baselines
