#include "evaluation/prompt_bench/greedy_search.h"

#include <algorithm>
#include <numeric>

namespace saa {
namespace {

PhraseSet with(PhraseSet set, std::size_t phrase) {
  set.insert(std::ranges::lower_bound(set, phrase), phrase);
  return set;
}

}  // namespace

GreedySearch search_greedily(std::size_t phrases, const JudgeSets& judge) {
  GreedySearch search;
  search.gains.resize(phrases);
  std::vector<std::size_t> open(phrases);
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (PhraseSet chosen; !open.empty();) {
    std::vector<PhraseSet> sets;
    for (const std::size_t phrase : open) sets.push_back(with(chosen, phrase));
    const std::vector<double> scores = judge(sets);
    search.sets += sets.size();
    if (chosen.empty()) search.alone = scores;
    for (std::size_t i = 0; i < open.size(); ++i) search.gains[open[i]] = scores[i] - search.best;

    const auto winner = std::size_t(std::ranges::max_element(scores) - scores.begin());
    // The first phrase is taken in any case: a profile needs one.
    if (!chosen.empty() && scores[winner] <= search.best) break;
    search.best = scores[winner];
    search.added.push_back(open[winner]);
    chosen = std::move(sets[winner]);
    open.erase(open.begin() + std::ptrdiff_t(winner));
  }
  return search;
}

}  // namespace saa
