// The word pieces that a network knows, by number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saa::text {

/// A vocab.txt as published with BERT: one piece a line, its number the line's, from 0 on. Pieces
/// that continue a word begin with "##".
class Vocabulary {
 public:
  /// @throws IoError if the file cannot be read; WeightsError if it is no such vocabulary: lines
  ///         that are empty, double, end in a carriage return or are not UTF-8, or a missing
  ///         [UNK], [CLS] or [SEP].
  explicit Vocabulary(const std::filesystem::path& file);
  Vocabulary(Vocabulary&&) = default;
  Vocabulary& operator=(Vocabulary&&) = default;
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  [[nodiscard]] std::size_t size() const { return pieces_.size(); }
  /// @throws WeightsError unless there are as many pieces as the checkpoint has embeddings for.
  void expect_size(std::int64_t embeddings) const;

  /// Number of a piece that begins a word, or of one that continues one ("##" left out).
  [[nodiscard]] std::optional<std::int64_t> first(std::string_view piece) const;
  [[nodiscard]] std::optional<std::int64_t> further(std::string_view piece) const;
  /// The piece as the file has it, or null for a number that has none.
  [[nodiscard]] const std::string* piece(std::int64_t number) const;

  [[nodiscard]] std::int64_t unknown() const { return unknown_; }  ///< [UNK]
  [[nodiscard]] std::int64_t begin() const { return begin_; }      ///< [CLS]
  [[nodiscard]] std::int64_t end() const { return end_; }          ///< [SEP]

 private:
  using Numbers = std::unordered_map<std::string_view, std::int64_t>;

  void add(std::string_view line);
  [[nodiscard]] std::int64_t required(std::string_view piece) const;

  std::filesystem::path file_;
  std::vector<std::string> pieces_;
  Numbers first_, further_;  ///< keys lie in pieces_
  std::int64_t unknown_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace saa::text
