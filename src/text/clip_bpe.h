// CLIP's tokenizer: text cleaned, in lower case, cut into words, and each word's UTF-8 bytes joined
// pair by pair in the order of a list of merges (byte pair encoding). Gives the numbers of
// open_clip's and OpenAI's SimpleTokenizer and, for text without HTML entities and typographic
// quotes, of transformers' CLIPTokenizer.
//
//   const ClipBpe tokenizer("bpe_simple_vocab_16e6.txt.gz");
//   tokenizer.encode("a photo of a cat", 77);  // 49406 320 1125 539 320 2368 49407
//
// Known differences from the originals, which clean text with the Python package ftfy: letters that
// were decoded with a wrong character set stay as they are, and so do HTML entities other than
// numbers, Latin-1's names and those of quotes, dashes and a few marks. Unicode's tables are
// utf8proc's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace saa::text {

class BytePairs;

/// Thread-safe.
class ClipBpe {
 public:
  /// @param merges the published bpe_simple_vocab_16e6.txt.gz, packed or not, or the merges.txt
  ///        that Hugging Face publishes: a line about the version, then one merge a line, of which
  ///        the first 48894 count.
  /// @throws IoError if the file cannot be read; WeightsError if it is no such list.
  explicit ClipBpe(const std::filesystem::path& merges);
  ~ClipBpe();
  ClipBpe(ClipBpe&&) noexcept;
  ClipBpe& operator=(ClipBpe&&) noexcept;

  /// Tokens there are, the two special ones among them: 49408.
  [[nodiscard]] std::size_t size() const;
  /// @throws WeightsError unless there are as many tokens as the checkpoint has embeddings for.
  void expect_size(std::int64_t embeddings) const;

  [[nodiscard]] std::int64_t begin() const;  ///< "<|startoftext|>", 49406
  [[nodiscard]] std::int64_t end() const;    ///< "<|endoftext|>", 49407; the largest number

  /// Begin, the text's tokens, end: at most `context` (2 or more) numbers; what exceeds them is cut
  /// off before the end. "<|startoftext|>" and "<|endoftext|>" in the text stand for themselves.
  /// @throws InputError for text that is not UTF-8.
  [[nodiscard]] std::vector<std::int64_t> encode(std::string_view text, std::size_t context) const;

 private:
  std::filesystem::path file_;
  std::unique_ptr<const BytePairs> pairs_;
};

}  // namespace saa::text
