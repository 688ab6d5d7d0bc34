#include "models/grounding_dino/caption.h"

#include "text/unicode.h"

#include <algorithm>
#include <array>
#include <limits>
#include <ranges>

namespace saa::grounding_dino {
namespace {

/// What Python's str.strip() takes away: also four separators that are no blanks in Unicode.
bool is_stripped(char32_t c) { return text::is_space(c) || (c >= U'\x1c' && c <= U'\x1f'); }

/// Where phrase boundaries are: the places of [CLS], [SEP], "." and "?".
std::vector<std::size_t> boundaries(const std::vector<std::int64_t>& tokens,
                                    const text::Vocabulary& vocabulary) {
  const std::array<std::int64_t, 4> ends = {vocabulary.begin(), vocabulary.end(),
                                            vocabulary.first(".").value_or(vocabulary.unknown()),
                                            vocabulary.first("?").value_or(vocabulary.unknown())};
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (std::ranges::find(ends, tokens[i]) != ends.end()) places.push_back(i);
  }
  return places;
}

}  // namespace

std::string preprocess_caption(std::string_view caption) {
  const std::u32string lower = text::lower_case(text::from_utf8(caption));
  const auto first = std::ranges::find_if_not(lower, is_stripped);
  const auto last = std::ranges::find_if_not(lower | std::views::reverse, is_stripped).base();
  std::string result;
  for (auto c = first; c < last; ++c) text::append_utf8(result, *c);
  if (!result.ends_with('.')) result += '.';
  return result;
}

CaptionTokens read_caption(const text::WordPiece& tokenizer, std::string_view caption) {
  CaptionTokens read{.tokens = tokenizer.encode(caption), .positions = {}, .attention = {}};
  const std::size_t all = read.tokens.size();
  const std::size_t kept = std::min(all, kMaxTokens);
  read.positions.resize(all);
  read.attention.resize(kept * kept, -std::numeric_limits<float>::infinity());
  for (std::size_t i = 0; i < kept; ++i) read.attention[i * kept + i] = 0;

  // A phrase reaches from behind a boundary to the next one, which belongs to it.
  std::size_t begin = 0;
  for (const std::size_t boundary : boundaries(read.tokens, tokenizer.vocabulary())) {
    if (boundary > 0 && boundary + 1 < all) {
      for (std::size_t i = begin; i <= boundary; ++i) {
        read.positions[i] = static_cast<std::int64_t>(i - begin);
      }
      const std::size_t end = std::min(boundary + 1, kept);
      for (std::size_t i = begin; i < end; ++i) {
        std::fill(&read.attention[i * kept + begin], &read.attention[i * kept] + end, 0.0F);
      }
    }
    begin = boundary + 1;
  }
  read.tokens.resize(kept);
  read.positions.resize(kept);
  return read;
}

}  // namespace saa::grounding_dino
