#include "text/clip_bpe.h"

#include "text/byte_pairs.h"
#include "text/clip_clean.h"
#include "text/unicode.h"

#include <algorithm>
#include <array>
#include <saa/error.h>
#include <string>

namespace saa::text {
namespace {

constexpr std::u32string_view kBegin = U"<|startoftext|>";
constexpr std::u32string_view kEnd = U"<|endoftext|>";
/// Endings that are words of their own. The originals look for them regardless of case, in which
/// the long s is an s.
constexpr std::array<std::u32string_view, 8> kContractions = {U"'s",  U"'\u017F", U"'t",  U"'re",
                                                              U"'ve", U"'m",      U"'ll", U"'d"};

bool is_other(char32_t c) { return !is_space(c) && !is_letter(c) && !is_number(c); }

std::size_t count_while(std::u32string_view text, bool (*belongs)(char32_t)) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, belongs) - text.begin());
}

/// Characters of the word at the front: a contraction, letters, one digit, or anything else.
std::size_t word_length(std::u32string_view text) {
  for (const std::u32string_view ending : kContractions)
    if (text.starts_with(ending)) return ending.size();
  if (is_letter(text.front())) return count_while(text, is_letter);
  return is_number(text.front()) ? 1 : count_while(text, is_other);
}

}  // namespace

ClipBpe::ClipBpe(const std::filesystem::path& merges)
    : file_(merges), pairs_(std::make_unique<const BytePairs>(merges)) {}
ClipBpe::~ClipBpe() = default;
ClipBpe::ClipBpe(ClipBpe&&) noexcept = default;
ClipBpe& ClipBpe::operator=(ClipBpe&&) noexcept = default;

std::size_t ClipBpe::size() const { return pairs_->size(); }

void ClipBpe::expect_size(std::int64_t embeddings) const {
  if (static_cast<std::int64_t>(size()) == embeddings) return;
  throw WeightsError(file_.string() + ": merges of " + std::to_string(size()) +
                     " tokens, expected " + std::to_string(embeddings) +
                     ", for which the checkpoint has embeddings");
}

std::int64_t ClipBpe::begin() const { return static_cast<std::int64_t>(size()) - 2; }
std::int64_t ClipBpe::end() const { return static_cast<std::int64_t>(size()) - 1; }

std::vector<std::int64_t> ClipBpe::encode(std::string_view text, std::size_t context) const {
  std::vector<std::int64_t> tokens = {begin()};
  const std::u32string plain = clean_for_clip(text);
  for (std::u32string_view rest = plain; !rest.empty() && tokens.size() < context;) {
    std::size_t length = 1;
    if (rest.starts_with(kBegin)) {
      length = kBegin.size();
      tokens.push_back(begin());
    } else if (rest.starts_with(kEnd)) {
      length = kEnd.size();
      tokens.push_back(end());
    } else if (!is_space(rest.front())) {
      length = word_length(rest);
      pairs_->append(to_utf8(rest.substr(0, length)), tokens);
    }
    rest.remove_prefix(length);
  }
  tokens.resize(std::min(tokens.size(), std::max<std::size_t>(context, 2) - 1));
  tokens.push_back(end());
  return tokens;
}

}  // namespace saa::text
