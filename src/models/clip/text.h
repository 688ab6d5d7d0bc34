// CLIP's text tower: what a phrase means, in the space that it shares with pictures. Follows
// open_clip/transformer.py (TextTransformer), which is OpenAI's model.py.
//
//   const TextEncoder encoder(find_clip(weights), config, text::ClipBpe("merges.txt.gz"), {});
//   const std::vector<float> features = encoder.encode(std::array{"a photo of a cat"s});
#pragma once

#include "models/clip/config.h"
#include "nn/ops.h"
#include "nn/runtime.h"
#include "text/clip_bpe.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace saa::clip {

/// Texts as the network reads them, B of T tokens; behind its end a text may hold anything.
struct TextInputs {
  nn::Value tokens;  ///< i64 [B, T], T at most the config's context
  nn::Value places;  ///< i64 [T]: 0, 1, 2, …
  nn::Value mask;    ///< f32 [T, T]: 0 where a token sees another (itself or one before), else -inf
  nn::Value ends;    ///< i64 [B]: place of each text's end token, counted through all B * T
};

/// The text's features [B, features]: `ln_final` of the end token, projected; not of unit length.
[[nodiscard]] nn::Value text_features(const Checkpoint& clip, const TextInputs& text,
                                      const TextConfig& config);

/// Thread-safe.
class TextEncoder {
 public:
  /// The checkpoint may go when this returns.
  /// @throws WeightsError if weights are missing or the vocabulary is of another size.
  TextEncoder(const Checkpoint& clip, const TextConfig& config, text::ClipBpe tokenizer,
              const nn::CompileOptions& options, const nn::Runtime& runtime = nn::cpu_runtime());

  /// Channels of the features.
  [[nodiscard]] nn::Dim features() const { return config_.features; }
  /// [texts, features], not of unit length. But for rounding, a text's features do not depend on
  /// the other texts.
  /// What exceeds the context is cut off, as in the originals.
  /// @throws InputError for text that is not UTF-8.
  [[nodiscard]] std::vector<float> encode(std::span<const std::string> texts) const;

 private:
  TextConfig config_;
  text::ClipBpe tokenizer_;
  std::shared_ptr<const nn::Network> network_;
};

}  // namespace saa::clip
