// Points, boxes and masks as the decoder takes them. Follows
// segment_anything/modeling/prompt_encoder.py.
#pragma once

#include "checkpoint/state_dict.h"
#include "models/sam/sam.h"
#include "nn/ops.h"

#include <array>
#include <span>
#include <vector>

namespace saa::sam {

/// The part that is computed on the host: tokens of points and boxes, in pixels of the network's
/// input. Keeps copies of its few weights.
class PromptTokens {
 public:
  /// @param sam the whole network's weights; prompt_encoder and the decoder's own tokens are read.
  /// @param image_size side of the network's input
  PromptTokens(const Scope& sam, nn::Dim image_size);

  [[nodiscard]] std::size_t channels() const { return channels_; }
  /// Tokens of the decoder's own, which every prompt begins with: [.., channels].
  [[nodiscard]] std::span<const float> own() const { return own_; }
  /// The embedding of a prompt without a mask: [channels].
  [[nodiscard]] std::span<const float> no_mask() const { return no_mask_; }

  /// Appends a prompt's tokens, its own first.
  void append(const Prompt& prompt, std::vector<float>& tokens) const;
  /// How many tokens append() adds.
  [[nodiscard]] std::size_t count(const Prompt& prompt) const;

  /// The position encoding of a grid of places over the input: [grid * grid, channels].
  [[nodiscard]] std::vector<float> grid_positions(nn::Dim grid) const;

 private:
  /// Kinds of tokens, in the order of point_embeddings; then not_a_point_embed.
  enum Kind { background, foreground, top_left, bottom_right, no_point, kinds };

  void append_encoding(float x, float y, std::vector<float>& tokens) const;
  void append_token(Kind kind, float x, float y, std::vector<float>& tokens) const;

  float image_size_;
  std::size_t channels_;
  std::vector<float> frequencies_;  ///< [2, channels / 2]: of x, then of y
  std::array<std::vector<float>, kinds> kinds_;
  std::vector<float> own_;
  std::vector<float> no_mask_;
};

/// mask_downscaling of prompt_encoder: logits [B, 1, 4H, 4W] -> [B, channels, H, W].
[[nodiscard]] nn::Value embed_mask(const Scope& prompt_encoder, const nn::Value& logits);

}  // namespace saa::sam
