#include "evaluation/metrics/region_f1.h"

#include "evaluation/metrics/matching.h"

namespace saa {

void RegionF1::add(std::span<const std::uint8_t> steps, const Mask& truth,
                   const std::vector<Component>& regions) {
  regions_ += regions.size();
  growing_.start(steps, truth.width, truth.height);
  std::optional<RegionOverlap> overlap;
  if (!regions.empty()) overlap.emplace(steps, truth, regions);
  std::uint64_t hits = 0;
  std::uint64_t matched = 0;
  for (std::size_t step = 0; step < kThresholdSteps; ++step) {
    if (growing_.grow() && overlap) {
      const HitLists lists = overlap->hits(step, growing_);
      hits = lists.size();
      matched = matching_size(lists, regions.size());
    }
    predicted_[step] += growing_.count();
    hits_[step] += hits;
    matched_[step] += matched;
  }
}

void RegionF1::join(const RegionF1& other) {
  for (std::size_t step = 0; step < kThresholdSteps; ++step) {
    predicted_[step] += other.predicted_[step];
    hits_[step] += other.hits_[step];
    matched_[step] += other.matched_[step];
  }
  regions_ += other.regions_;
}

std::optional<AtThreshold> RegionF1::published(const ThresholdSteps& steps) const {
  return best(hits_, steps);
}

std::optional<AtThreshold> RegionF1::one_to_one(const ThresholdSteps& steps) const {
  return best(matched_, steps);
}

std::optional<AtThreshold> RegionF1::best(const PerStep& hits, const ThresholdSteps& steps) const {
  if (regions_ == 0) return std::nullopt;
  AtThreshold best{0, steps.threshold(0)};
  for (std::size_t step = 0; step < kThresholdSteps; ++step) {
    // The harmonic mean of hits / predicted and hits / regions.
    const double f1 =
        2 * static_cast<double>(hits[step]) / static_cast<double>(predicted_[step] + regions_);
    if (f1 > best.value) best = {f1, steps.threshold(step)};
  }
  return best;
}

}  // namespace saa
