// The words of the caption that a box answers to.
#pragma once

#include "text/wordpiece.h"

#include <cstdint>
#include <span>
#include <string>

namespace saa::grounding_dino {

/// Which of the caption's tokens may stand in a phrase.
enum class PhraseTokens {
  inner,  ///< neither the first nor those from the 256th on: the official code
  all     ///< any: the code published with SAA+
};

/// get_phrases_from_posmap() of the original (util/utils.py): the tokens whose probability is above
/// the threshold, as text. Full stops among them are kept; the official predict() removes them, the
/// code of SAA+ does not.
/// @param tokens of the caption; @param probabilities of one box, at least one a token: those
/// beyond the tokens count nothing
[[nodiscard]] std::string phrase(const text::WordPiece& tokenizer,
                                 std::span<const std::int64_t> tokens,
                                 std::span<const float> probabilities, float threshold,
                                 PhraseTokens which);

}  // namespace saa::grounding_dino
