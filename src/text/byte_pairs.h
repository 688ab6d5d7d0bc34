// Byte pair encoding with CLIP's list of merges: a word's bytes, joined in the list's order.
//
// A token's number follows from the list alone: the 256 bytes in the order of the published
// alphabet, the same at the end of a word ("</w>"), one for each merge, and the two special ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saa::text {

/// Thread-safe.
class BytePairs {
 public:
  /// As ClipBpe.
  explicit BytePairs(const std::filesystem::path& merges);

  /// Tokens there are, the two special ones, which are the last, among them.
  [[nodiscard]] std::size_t size() const;

  /// Appends a word's tokens. Takes n log n time for n bytes.
  void append(std::string_view word, std::vector<std::int64_t>& tokens) const;

 private:
  /// What a pair of tokens becomes. A smaller number is an earlier merge.
  [[nodiscard]] std::int64_t joined(std::int64_t left, std::int64_t right) const;

  std::unordered_map<std::uint64_t, std::int64_t> merges_;
};

}  // namespace saa::text
