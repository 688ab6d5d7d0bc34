#include "pipeline/neighbours/image_rescore.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace saa {
namespace {

/// Sizes of the neighbourhoods, the picture itself counted, run from 1 to this.
constexpr std::size_t kLargest = 3;

double similarity(std::span<const float> a, std::span<const float> b) {
  return std::max(0.0,
                  std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                                        [](float x, float y) { return double(x) * double(y); }));
}

}  // namespace

double rescore(double own, std::span<const float> image,
               std::span<const ScoredReference> references) {
  std::vector<std::pair<double, double>> nearest;  // similarity, score
  nearest.reserve(references.size());
  for (const ScoredReference& reference : references)
    nearest.emplace_back(similarity(image, reference.image), reference.score);
  const std::size_t count = std::min(nearest.size(), kLargest - 1);
  std::ranges::partial_sort(nearest, nearest.begin() + static_cast<std::ptrdiff_t>(count),
                            std::greater<>());
  double weights = 1;
  double weighted = own;
  double sum = own;
  for (std::size_t i = 0; i < count; ++i) {
    weights += nearest[i].first;
    weighted += nearest[i].first * nearest[i].second;
    sum += weighted / weights;
  }
  return sum / static_cast<double>(count + 1);
}

}  // namespace saa
