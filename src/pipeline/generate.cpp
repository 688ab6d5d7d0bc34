#include "pipeline/generate.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace saa {
namespace {

void append(Candidates& all, Candidates more) { std::ranges::move(more, std::back_inserter(all)); }

/// Takes away all but the best kListedNearMisses of the boxes below the score threshold.
/// @returns how many there were.
std::int64_t keep_near_misses(Candidates& candidates) {
  std::vector<std::size_t> misses;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (candidates[i].fate.rule == Rule::box_score) misses.push_back(i);
  if (misses.size() <= kListedNearMisses) return std::int64_t(misses.size());

  std::ranges::stable_sort(misses, std::greater<>(),
                           [&](std::size_t i) { return candidates[i].scores.generator; });
  std::vector<bool> listed(candidates.size(), true);
  for (std::size_t i = kListedNearMisses; i < misses.size(); ++i) listed[misses[i]] = false;
  Candidates kept;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (listed[i]) kept.push_back(std::move(candidates[i]));
  candidates = std::move(kept);
  return std::int64_t(misses.size());
}

}  // namespace

Generated generate(GeneratorPass& pass, std::span<const Prompt> prompts, const BoxLimits& limits,
                   const Cancellation& cancellation) {
  Generated generated;
  if (prompts.empty()) {
    append(generated.candidates, filter_boxes(pass.propose({}), -1, "", limits));
  }
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    cancellation.check();
    append(generated.candidates, filter_boxes(pass.propose(prompts[i]), static_cast<int>(i),
                                              prompts[i].filtered_phrase, limits));
  }
  generated.below_threshold = keep_near_misses(generated.candidates);
  return generated;
}

}  // namespace saa
