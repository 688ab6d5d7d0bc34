// A caption as GroundingDINO's text encoder reads it: phrases, each ended by "." or "?", that do
// not see one another.
#pragma once

#include "text/wordpiece.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saa::grounding_dino {

/// What is longer is cut off.
inline constexpr std::size_t kMaxTokens = 256;

/// Lower case, no blanks around it, a full stop at its end: preprocess_caption() of the original
/// (util/inference.py).
/// @throws InputError for text that is not UTF-8.
[[nodiscard]] std::string preprocess_caption(std::string_view caption);

/// T tokens, 2 to kMaxTokens of them.
struct CaptionTokens {
  std::vector<std::int64_t> tokens;     ///< [CLS] first, [SEP] last unless it was cut off
  std::vector<std::int64_t> positions;  ///< of each token within its phrase
  std::vector<float> attention;         ///< [T, T] row by row: 0 within a phrase, -inf across
};

/// generate_masks_with_special_tokens_and_transfer_map() of the original (bertwarper.py), cut off
/// as in GroundingDINO.forward(). What follows the last "." or "?" is no phrase: each of its tokens
/// sees itself alone.
/// @param caption mostly of preprocess_caption()
/// @throws InputError for text that is not UTF-8.
[[nodiscard]] CaptionTokens read_caption(const text::WordPiece& tokenizer,
                                         std::string_view caption);

}  // namespace saa::grounding_dino
