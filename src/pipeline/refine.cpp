#include "pipeline/refine.h"

#include "image/mask_geometry.h"

#include <stdexcept>
#include <utility>
#include <vector>

namespace saa {
namespace {

/// The kept candidates as the refiner wants them; their seeds move there.
std::vector<Proposal> take_proposals(Candidates& candidates) {
  std::vector<Proposal> proposals;
  for (Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    proposals.push_back({.box = candidate.box,
                         .score = static_cast<float>(candidate.scores.generator),
                         .phrase = candidate.phrase,
                         .seed = std::exchange(candidate.mask, {})});
  }
  return proposals;
}

/// Hands each kept candidate its mask.
void give_masks(Candidates& candidates, std::vector<RegionMask> masks, std::size_t expected) {
  if (masks.size() != expected)
    throw std::logic_error("the refiner answered with another number of masks than boxes");
  auto next = masks.begin();
  for (Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    candidate.area = area(*next);
    candidate.mask = candidate.area > 0 ? std::move(*next) : RegionMask{};
    ++next;
  }
}

}  // namespace

Candidates refine(RefinerPass& pass, Candidates candidates, EmptyMask empty_masks) {
  const std::vector<Proposal> proposals = take_proposals(candidates);
  if (proposals.empty()) return candidates;
  give_masks(candidates, pass.refine(proposals), proposals.size());
  if (empty_masks == EmptyMask::keep) return candidates;
  for (Region& candidate : candidates)
    if (candidate.fate.kept() && candidate.area == 0) drop(candidate, Rule::empty_mask, 0, 1);
  return candidates;
}

Candidates refine_objects(RefinerPass& pass, Candidates objects) {
  const std::vector<Proposal> proposals = take_proposals(objects);
  if (proposals.empty()) return objects;
  give_masks(objects, pass.refine_objects(proposals), proposals.size());
  return objects;
}

}  // namespace saa
