// The tokenizer of bert-base-uncased, as Hugging Face's BertTokenizerFast (transformers 4.40) has
// it: the same numbers for a text, the same text for numbers.
//
//   const WordPiece tokenizer(Vocabulary("vocab.txt"));
//   tokenizer.encode("Black hole.");      // 101 2304 4920 1012 102: [CLS] black hole . [SEP]
//   tokenizer.decode({2304, 4920, 1012}); // "black hole."
//
// Known difference: the original's tables are those of Unicode 8, utf8proc's are younger. A
// character that got its category since counts as what it is here, as unassigned there; none is in
// BERT's vocabulary.
#pragma once

#include "text/vocabulary.h"

#include <span>

namespace saa::text {

/// Thread-safe.
class WordPiece {
 public:
  explicit WordPiece(Vocabulary vocabulary) : vocabulary_(std::move(vocabulary)) {}

  [[nodiscard]] const Vocabulary& vocabulary() const { return vocabulary_; }

  /// [CLS], the text's pieces, [SEP]; of any length. Upper case and accents make no difference.
  /// "[CLS]", "[SEP]", "[UNK]", "[PAD]" and "[MASK]" in the text stand for themselves.
  /// @throws InputError for text that is not UTF-8.
  [[nodiscard]] std::vector<std::int64_t> encode(std::string_view text) const;

  /// The text of the pieces: one space between words, none before . ? ! , and in contractions.
  /// Special pieces are written out; numbers that have no piece are left out.
  [[nodiscard]] std::string decode(std::span<const std::int64_t> numbers) const;

 private:
  void add_text(std::string_view text, std::vector<std::int64_t>& numbers) const;
  void add_word(std::u32string_view word, std::vector<std::int64_t>& numbers) const;

  Vocabulary vocabulary_;
};

}  // namespace saa::text
