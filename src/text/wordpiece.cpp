#include "text/wordpiece.h"

#include "text/unicode.h"

#include <algorithm>
#include <array>
#include <utility>

namespace saa::text {
namespace {

constexpr std::array<std::string_view, 5> kSpecials = {"[UNK]", "[SEP]", "[PAD]", "[CLS]",
                                                       "[MASK]"};
/// A longer word is unknown as a whole.
constexpr std::size_t kLongestWord = 100;

/// Ideographs, each of which is a word.
bool is_ideograph(char32_t c) {
  constexpr std::array<std::pair<char32_t, char32_t>, 8> kBlocks = {{
      {0x4E00, 0x9FFF},
      {0x3400, 0x4DBF},
      {0x20000, 0x2A6DF},
      {0x2A700, 0x2B73F},
      {0x2B740, 0x2B81F},
      {0x2B920, 0x2CEAF},  // parity: the block begins at 0x2B820
      {0xF900, 0xFAFF},
      {0x2F800, 0x2FA1F},
  }};
  return std::ranges::any_of(
      kBlocks, [c](const auto& block) { return c >= block.first && c <= block.second; });
}

/// Without control characters, ideographs set apart, all blanks as spaces.
std::string cleaned(std::string_view text) {
  std::string result;
  for (const char32_t c : from_utf8(text)) {
    const bool blank = c == U'\t' || c == U'\n' || c == U'\r';
    if (!blank && (is_control(c) || c == U'\uFFFD')) continue;  // also the other line separators
    if (is_space(c)) {
      result += ' ';
    } else if (is_ideograph(c)) {
      result += ' ';
      append_utf8(result, c);
      result += ' ';
    } else {
      append_utf8(result, c);
    }
  }
  return result;
}

/// Lower case without accents.
std::u32string plain(std::string_view text) {
  std::u32string result;
  for (const char32_t c : decomposed(text)) {
    if (!is_nonspacing_mark(c)) result += lower_case(c);
  }
  return result;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t place = text.find(from); place != std::string::npos;
       place = text.find(from, place + to.size())) {
    text.replace(place, from.size(), to);
  }
}

/// transformers' clean_up_tokenization, in its order.
void close_up(std::string& text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kReplacements = {{
      {" .", "."},
      {" ?", "?"},
      {" !", "!"},
      {" ,", ","},
      {" ' ", "'"},
      {" n't", "n't"},
      {" 'm", "'m"},
      {" 's", "'s"},
      {" 've", "'ve"},
      {" 're", "'re"},
  }};
  for (const auto& [from, to] : kReplacements) replace_all(text, from, to);
}

struct Special {
  std::size_t place;
  std::string_view piece;
  std::int64_t number;
};

/// The first special piece in the text.
std::optional<Special> next_special(std::string_view text, const Vocabulary& vocabulary) {
  std::optional<Special> next;
  for (const std::string_view piece : kSpecials) {
    const std::size_t place = text.find(piece);
    const auto number = vocabulary.first(piece);
    if (place < (next ? next->place : text.size()) && number) next = {place, piece, *number};
  }
  return next;
}

}  // namespace

std::vector<std::int64_t> WordPiece::encode(std::string_view text) const {
  std::vector<std::int64_t> numbers = {vocabulary_.begin()};
  while (const auto special = next_special(text, vocabulary_)) {
    add_text(text.substr(0, special->place), numbers);
    numbers.push_back(special->number);
    text.remove_prefix(special->place + special->piece.size());
  }
  add_text(text, numbers);
  numbers.push_back(vocabulary_.end());
  return numbers;
}

void WordPiece::add_text(std::string_view text, std::vector<std::int64_t>& numbers) const {
  std::u32string word;
  const auto end_word = [&] {
    if (!word.empty()) add_word(std::exchange(word, {}), numbers);
  };
  for (const char32_t c : plain(cleaned(text))) {
    if (is_space(c)) {
      end_word();
    } else if (is_punctuation(c)) {
      end_word();
      add_word({&c, 1}, numbers);
    } else {
      word += c;
    }
  }
  end_word();
}

/// From the left the longest piece there is, again and again; if one fails, the word is unknown.
void WordPiece::add_word(std::u32string_view word, std::vector<std::int64_t>& numbers) const {
  if (word.size() > kLongestWord) return numbers.push_back(vocabulary_.unknown());
  std::string bytes;
  std::vector<std::size_t> ends;  // behind each character
  for (const char32_t c : word) {
    append_utf8(bytes, c);
    ends.push_back(bytes.size());
  }
  const std::size_t before = numbers.size();
  for (std::size_t begin = 0; begin < bytes.size();) {
    std::optional<std::int64_t> number;
    std::size_t end = begin;
    for (auto place = ends.rbegin(); place != ends.rend() && *place > begin && !number; ++place) {
      end = *place;
      const auto piece = std::string_view(bytes).substr(begin, end - begin);
      number = begin == 0 ? vocabulary_.first(piece) : vocabulary_.further(piece);
    }
    if (!number) {
      numbers.resize(before);
      return numbers.push_back(vocabulary_.unknown());
    }
    numbers.push_back(*number);
    begin = end;
  }
}

std::string WordPiece::decode(std::span<const std::int64_t> numbers) const {
  std::string text;
  for (bool first = true; const std::int64_t number : numbers) {
    const std::string* piece = vocabulary_.piece(number);
    if (piece == nullptr) continue;
    if (first) {
      text += *piece;
    } else if (piece->starts_with("##")) {
      text += piece->substr(2);
    } else {
      text += ' ' + *piece;
    }
    first = false;
  }
  close_up(text);
  return text;
}

}  // namespace saa::text
