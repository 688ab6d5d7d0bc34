#include "models/grounding_dino/phrase.h"

#include <algorithm>
#include <vector>

namespace saa::grounding_dino {

std::string phrase(const text::WordPiece& tokenizer, std::span<const std::int64_t> tokens,
                   std::span<const float> probabilities, float threshold, PhraseTokens which) {
  constexpr std::size_t kRightIndex = 255;
  const bool inner = which == PhraseTokens::inner;
  std::size_t end = std::min(tokens.size(), probabilities.size());
  if (inner) end = std::min(end, kRightIndex);
  std::vector<std::int64_t> chosen;
  for (std::size_t i = inner ? 1 : 0; i < end; ++i) {
    if (probabilities[i] > threshold) chosen.push_back(tokens[i]);
  }
  return tokenizer.decode(chosen);
}

}  // namespace saa::grounding_dino
