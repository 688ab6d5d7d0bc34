#include "pipeline/self_saliency.h"

#include "core/parallel.h"
#include "pipeline/feature_table.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace saa {
namespace {

/// Rows whose cosines are held at a time: with 4,096 positions they fill 8 MiB.
constexpr std::size_t kPanelRows = 512;

/// Mean of the `count` largest (nearest) or smallest cosines; reorders them.
double mean_of_extreme(std::span<float> cosines, std::size_t count, Neighbours which) {
  const auto last = cosines.begin() + static_cast<std::ptrdiff_t>(count) - 1;
  if (which == Neighbours::nearest)
    std::ranges::nth_element(cosines, last, std::greater<>());
  else
    std::ranges::nth_element(cosines, last);
  return std::accumulate(cosines.begin(), last + 1, 0.0) / static_cast<double>(count);
}

}  // namespace

FloatMap self_saliency(const FeatureGrid& grid, const NeighbourRule& rule, double scale,
                       const nn::Similarity& similarity, int threads) {
  FloatMap map(grid.width, grid.height);
  std::vector<std::size_t> positions(map.values.size());
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  const FeatureTable table(grid, positions);
  const std::size_t others = table.size() - (rule.counts_itself ? 0 : 1);
  const std::size_t count = std::min(others, std::size_t(rule.count));
  if (count == 0) return map;

  std::vector<float> panel(std::min(kPanelRows, table.size()) * table.size());
  for (std::size_t first = 0; first < table.size(); first += kPanelRows) {
    const Rows rows{first, std::min(first + kPanelRows, table.size())};
    const std::span cosines = std::span(panel).first(rows.size() * table.size());
    table.cosines(similarity, rows, {0, table.size()}, threads, cosines);
    parallel_for(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        std::span row = cosines.subspan(i * table.size(), table.size());
        if (!rule.counts_itself) std::swap(row[first + i], row.back());
        const double mean = mean_of_extreme(row.first(others), count, rule.which);
        // Rounding may bring the cosine of equal features just above 1.
        map.values[table.order()[first + i]] = static_cast<float>(scale * std::max(0.0, 1 - mean));
      }
    });
  }
  return map;
}

}  // namespace saa
