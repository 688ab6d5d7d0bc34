#include "models/clip/text.h"

#include "models/clip/names.h"
#include "models/clip/transformer.h"
#include "nn/layers.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

namespace saa::clip {
namespace {

using nn::Dim;
using nn::Value;

/// Texts that go through the network together.
constexpr std::size_t kBatch = 16;

/// Token embeddings [B, T, C]; only the rows in use are widened where they are f16 or bf16.
Value embedding(const Checkpoint& clip, const TextInputs& text, const TextConfig& config) {
  const TextNames& names = names_of(clip.naming).text;
  const Dim width = config.transformer.width;
  nn::Builder& builder = text.tokens.builder();
  const Value table = builder.constant(clip.root.key(names.tokens),
                                       clip.root.param(names.tokens, {config.vocabulary, width}));
  const Value tokens = nn::cast(nn::gather(table, text.tokens, 0), DType::f32);
  const Value places = nn::param(builder, clip.root, names.positions, {config.context, width});
  return tokens + nn::gather(places, text.places, 0);
}

void define(nn::Builder& builder, const Checkpoint& clip, const TextConfig& config) {
  const TextInputs text{.tokens = builder.input("tokens", DType::i64, {nn::kDynamic, nn::kDynamic}),
                        .places = builder.input("places", DType::i64, {nn::kDynamic}),
                        .mask = builder.input("mask", DType::f32, {nn::kDynamic, nn::kDynamic}),
                        .ends = builder.input("ends", DType::i64, {nn::kDynamic})};
  builder.output("features", text_features(clip, text, config));
}

/// [length, length]: a token sees itself and those before it.
std::vector<float> causal_mask(std::size_t length) {
  std::vector<float> mask(length * length, 0.0F);
  for (std::size_t i = 0; i < length; ++i) {
    for (std::size_t j = i + 1; j < length; ++j) {
      mask[i * length + j] = -std::numeric_limits<float>::infinity();
    }
  }
  return mask;
}

/// The first of the largest numbers: where the originals look for a text's end.
std::size_t end_of(std::span<const std::int64_t> tokens) {
  return static_cast<std::size_t>(std::ranges::max_element(tokens) - tokens.begin());
}

/// Texts as the numbers that TextInputs stand for.
class Batch {
 public:
  Batch(const text::ClipBpe& tokenizer, std::span<const std::string> texts, std::size_t context) {
    std::vector<std::vector<std::int64_t>> read;
    std::size_t length = 0;
    for (const std::string& text : texts) {
      read.push_back(tokenizer.encode(text, context));
      length = std::max(length, read.back().size());
    }
    tokens_.resize(texts.size() * length);
    for (std::size_t i = 0; i < read.size(); ++i) {
      std::ranges::copy(read[i], tokens_.begin() + std::ptrdiff_t(i * length));
      ends_.push_back(static_cast<std::int64_t>(i * length + end_of(read[i])));
    }
    places_.resize(length);
    std::iota(places_.begin(), places_.end(), 0);
    mask_ = causal_mask(length);
  }

  /// Views into this, in the order of define()'s inputs.
  [[nodiscard]] std::vector<Tensor> tensors() const {
    const Dim texts = static_cast<Dim>(ends_.size());
    const Dim length = static_cast<Dim>(places_.size());
    return {nn::view(tokens_, {texts, length}), nn::view(places_, {length}),
            nn::view(mask_, {length, length}), nn::view(ends_, {texts})};
  }

 private:
  std::vector<std::int64_t> tokens_, places_, ends_;
  std::vector<float> mask_;
};

}  // namespace

Value text_features(const Checkpoint& clip, const TextInputs& text, const TextConfig& config) {
  const TextNames& names = names_of(clip.naming).text;
  const Dim width = config.transformer.width;
  const Value mask = nn::unsqueeze(nn::unsqueeze(text.mask, 0), 0);
  Value x = embedding(clip, text, config);
  for (Dim i = 0; i < config.transformer.layers; ++i) {
    x = block(clip.root / names.blocks / i, clip.naming, x, config.transformer, mask);
  }
  const Value ends = nn::gather(nn::reshape(x, {-1, width}), text.ends, 0);
  const Value normed = nn::layer_norm(clip.root / names.norm_after, ends, kEpsilon);
  if (clip.naming == Naming::transformers) {
    return nn::linear(clip.root / "text_projection", normed, config.features, nn::Bias::without);
  }
  return nn::matmul(
      normed, nn::param(normed.builder(), clip.root, "text_projection", {width, config.features}));
}

TextEncoder::TextEncoder(const Checkpoint& clip, const TextConfig& config, text::ClipBpe tokenizer,
                         const nn::CompileOptions& options, const nn::Runtime& runtime)
    : config_(config), tokenizer_(std::move(tokenizer)) {
  tokenizer_.expect_size(config.vocabulary);
  network_ = runtime.compile(
      "clip_text", [&](nn::Builder& builder) { define(builder, clip, config); }, options);
}

std::vector<float> TextEncoder::encode(std::span<const std::string> texts) const {
  std::vector<float> features;
  for (std::size_t begin = 0; begin < texts.size(); begin += kBatch) {
    const auto some = texts.subspan(begin, std::min(kBatch, texts.size() - begin));
    const Batch batch(tokenizer_, some, static_cast<std::size_t>(config_.context));
    const std::vector<Tensor> outputs = network_->run(batch.tensors());
    std::ranges::copy(nn::floats(outputs.front()), std::back_inserter(features));
  }
  return features;
}

}  // namespace saa::clip
