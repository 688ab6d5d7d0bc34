#include "pipeline/confidence.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <tuple>
#include <vector>

namespace saa {

Candidates keep_best(Candidates candidates, std::optional<int> top_k, TieRule ties) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (candidates[i].fate.kept()) order.push_back(i);
  if (ties == TieRule::last_wins) std::ranges::reverse(order);
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::size_t i) { return candidates[i].scores.rescored; });
  int rank = 0;
  for (const std::size_t i : order) {
    candidates[i].rank = ++rank;
    if (top_k && rank > *top_k) drop(candidates[i], Rule::top_k, rank, *top_k);
  }
  return candidates;
}

Candidates in_result_order(Candidates candidates) {
  std::ranges::stable_sort(candidates, std::less<>(), [](const Region& candidate) {
    return std::tuple(!candidate.fate.kept(),
                      candidate.rank.value_or(std::numeric_limits<int>::max()),
                      -candidate.scores.generator);
  });
  return candidates;
}

}  // namespace saa
