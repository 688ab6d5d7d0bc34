#include "pipeline/box_filters.h"

#include <cmath>
#include <utility>

namespace saa {
namespace {

bool names_the_part(std::string_view phrase, std::string_view filtered_phrase) {
  return !filtered_phrase.empty() && phrase.find(filtered_phrase) != std::string_view::npos;
}

Fate judge(const Proposal& proposal, std::string_view filtered_phrase, const BoxLimits& limits) {
  if (!proposal.fate.kept()) return proposal.fate;
  const double area = proposal.box.area();
  // parity: in f32, where a score of 0.1 is not above a threshold of 0.1.
  if (proposal.score <= static_cast<float>(limits.min_score))
    return {Rule::box_score, proposal.score, limits.min_score};
  if (area >= limits.max_area) return {Rule::box_area, area, limits.max_area};
  if (area <= 0) return {Rule::box_empty, area, 0};
  if (names_the_part(proposal.phrase, filtered_phrase)) return {Rule::filtered_phrase, 1, 0};
  return {};
}

}  // namespace

Candidates filter_boxes(std::vector<Proposal> proposals, int prompt,
                        std::string_view filtered_phrase, const BoxLimits& limits) {
  Candidates candidates;
  candidates.reserve(proposals.size());
  for (Proposal& proposal : proposals) {
    if (std::isnan(proposal.score)) proposal.score = 0;
    Region candidate;
    candidate.fate = judge(proposal, filtered_phrase, limits);
    candidate.box = proposal.box;
    candidate.phrase = std::move(proposal.phrase);
    candidate.prompt = prompt;
    candidate.scores.generator = proposal.score;
    candidate.scores.rescored = proposal.score;
    if (candidate.fate.kept()) candidate.mask = std::move(proposal.seed);
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

}  // namespace saa
