// GroundingDINO's text encoder: BERT without its pooler, and the projection to the transformer's
// channels. BertModelWarper (bertwarper.py) on transformers' BertModel, then `feat_map`.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/ops.h"

#include <array>
#include <string_view>
#include <vector>

namespace saa::grounding_dino {

struct BertConfig {
  nn::Dim vocabulary;  ///< word pieces
  nn::Dim positions;   ///< tokens a text may have
  nn::Dim hidden;      ///< channels of a token
  nn::Dim layers;
  nn::Dim heads;
  nn::Dim intermediate;  ///< channels within a layer's feed-forward part
  nn::Dim features;      ///< channels that the projection gives
};

/// Read off the shapes below the checkpoint's root; heads have 64 channels, as in all sizes of
/// BERT.
/// @throws WeightsError if a tensor that tells them is missing.
[[nodiscard]] BertConfig bert_config(const StateDict& weights);

/// Keys of the checkpoint that the encoder does not read, for StateDict::expect_all_read.
inline constexpr std::array<std::string_view, 2> kUnusedBertKeys = {
    "bert.pooler.",                  // a summary of the whole text, which nothing looks at
    "bert.embeddings.position_ids",  // 0, 1, 2, …, saved by older transformers
};

/// A text of T tokens, any number: CaptionTokens as values.
struct TextInputs {
  nn::Value tokens;     ///< i64 [1, T]
  nn::Value positions;  ///< i64 [1, T]
  nn::Value attention;  ///< f32 [1, T, T], added to the scores
};

/// Tokens [1, T, hidden]: the embeddings, then after each layer. The last is the original's
/// last_hidden_state.
/// @param scope the checkpoint's root, below which `bert` lies
[[nodiscard]] std::vector<nn::Value> bert_states(const Scope& scope, const TextInputs& text,
                                                 const BertConfig& config);

/// [1, T, features]: the last of the states through `feat_map`, the original's encoded_text.
[[nodiscard]] nn::Value text_features(const Scope& scope, const TextInputs& text,
                                      const BertConfig& config);

}  // namespace saa::grounding_dino
