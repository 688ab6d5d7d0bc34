// Which phrases to use: the best one, then as long as it helps the one that adds most.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace saa {

/// Indices of phrases, ascending.
using PhraseSet = std::vector<std::size_t>;

/// How good each of several sets is; none of them is empty.
using JudgeSets = std::function<std::vector<double>(std::span<const PhraseSet>)>;

struct GreedySearch {
  std::vector<double> alone;       ///< how good each phrase is alone
  std::vector<std::size_t> added;  ///< in the order in which they were added
  /// What each phrase added when it was taken (of the first: all it is worth); of one that was left
  /// out what it would have changed at the end, 0 or less.
  std::vector<double> gains;
  double best = 0;       ///< how good all of `added` are together
  std::size_t sets = 0;  ///< that were judged
};

/// Judges a round's sets together. Of equals the first phrase is taken. At most
/// phrases * (phrases + 1) / 2 sets are judged. @param phrases at least 1.
[[nodiscard]] GreedySearch search_greedily(std::size_t phrases, const JudgeSets& judge);

}  // namespace saa
