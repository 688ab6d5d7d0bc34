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

bool lies_inside(const RegionMask& mask, const Image& image) {
  const Mask& window = mask.window;
  return window.empty() || (mask.x >= 0 && mask.y >= 0 && window.width <= image.width - mask.x &&
                            window.height <= image.height - mask.y);
}

/// Hands each kept candidate its mask.
void give_masks(Candidates& candidates, std::vector<RegionMask> masks, std::size_t expected,
                const Image& image) {
  if (masks.size() != expected)
    throw std::logic_error("the refiner answered with another number of masks than boxes");
  auto next = masks.begin();
  for (Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    if (!lies_inside(*next, image))
      throw std::logic_error("the refiner answered with a mask that leaves the image");
    candidate.area = area(*next);
    candidate.mask = candidate.area > 0 ? std::move(*next) : RegionMask{};
    ++next;
  }
}

}  // namespace

Candidates refine(RefinerPass& pass, const Image& image, Candidates candidates,
                  EmptyMask empty_masks) {
  const std::vector<Proposal> proposals = take_proposals(candidates);
  if (proposals.empty()) return candidates;
  give_masks(candidates, pass.refine(proposals), proposals.size(), image);
  if (empty_masks == EmptyMask::keep) return candidates;
  for (Region& candidate : candidates)
    if (candidate.fate.kept() && candidate.area == 0) drop(candidate, Rule::empty_mask, 0, 1);
  return candidates;
}

Candidates refine_objects(RefinerPass& pass, const Image& image, Candidates objects) {
  const std::vector<Proposal> proposals = take_proposals(objects);
  if (proposals.empty()) return objects;
  give_masks(objects, pass.refine_objects(proposals), proposals.size(), image);
  return objects;
}

}  // namespace saa
