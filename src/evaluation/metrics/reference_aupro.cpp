#include "evaluation/metrics/reference_aupro.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace saa {
namespace {

constexpr double kFalsePositiveLimit = 0.3;

/// The window with the holes of its region filled: whatever cannot be reached from outside, over
/// edges and corners.
Mask filled(const Mask& window) {
  Mask background(window.width + 2, window.height + 2, 1);
  for (int y = 0; y < window.height; ++y) {
    for (int x = 0; x < window.width; ++x) background.at(x + 1, y + 1) = window.at(x, y) == 0;
  }
  const Component outside = connected_components(background, Connectivity::eight).front();
  Mask result(window.width, window.height, 1);
  for (int y = 0; y < window.height; ++y) {
    for (int x = 0; x < window.width; ++x) {
      if (outside.mask.window.at(x + 1, y + 1) != 0) result.at(x, y) = 0;
    }
  }
  return result;
}

}  // namespace

void ReferenceAupro::add(std::span<const std::uint8_t> steps, const Mask& truth,
                         const std::vector<Component>& regions) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (truth.values[i] == 0) ++false_positives_[steps[i]];
  }
  for (const Component& region : regions) {
    const Mask window = filled(region.mask.window);
    PerStep pixels{};
    for (int y = 0; y < window.height; ++y) {
      const std::size_t row = std::size_t(region.mask.y + y) * std::size_t(truth.width);
      for (int x = 0; x < window.width; ++x) {
        if (window.at(x, y) != 0) ++pixels[steps[row + std::size_t(region.mask.x + x)]];
      }
    }
    const std::uint64_t share = region_share(static_cast<std::uint64_t>(region.area));
    for (std::size_t step = 0; step < pixels.size(); ++step) {
      overlap_[step] += Uint128{pixels[step]} * share;
    }
  }
  regions_ += regions.size();
}

void ReferenceAupro::join(const ReferenceAupro& other) {
  for (std::size_t step = 0; step < overlap_.size(); ++step) {
    false_positives_[step] += other.false_positives_[step];
    overlap_[step] += other.overlap_[step];
  }
  regions_ += other.regions_;
}

std::optional<double> ReferenceAupro::value() const {
  const std::uint64_t normal =
      std::accumulate(false_positives_.begin(), false_positives_.end(), std::uint64_t{0});
  if (regions_ == 0 || normal == 0) return std::nullopt;
  const double whole = static_cast<double>(kWholeRegion) * static_cast<double>(regions_);
  std::uint64_t false_positives = 0;
  Uint128 overlap = 0;
  double rate = 0;
  double mean = 0;
  double area = 0;
  for (std::size_t step = 0; step < kThresholdSteps; ++step) {
    false_positives += false_positives_[step];
    overlap += overlap_[step];
    const double next_rate = static_cast<double>(false_positives) / static_cast<double>(normal);
    const double next_mean = static_cast<double>(overlap) / whole;
    if (next_rate > kFalsePositiveLimit) break;
    area += (next_rate - rate) * (mean + next_mean) / 2;
    rate = next_rate;
    mean = next_mean;
  }
  // The first rate is 0 (nothing is above the largest score), so stretching is one division.
  if (rate == 0) return std::nullopt;
  return area / rate;
}

}  // namespace saa
