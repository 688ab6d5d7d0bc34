#include "pipeline/self_saliency.h"

#include "core/parallel.h"
#include "pipeline/cosine_panel.h"
#include "pipeline/feature_table.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace saa {
namespace {

/// Rows whose products are held at a time: with 4,096 positions they fill 8 MiB.
constexpr std::size_t kPanelRows = 512;

/// Every how manieth value is looked at to guess where the extreme ones begin.
constexpr std::size_t kSampleStride = 16;

/// Mean of the first `count` values in the order of `before`, which may reorder them. Exact: the
/// guess from a sample only spares the selection most of the values.
/// @param scratch at least as long as the values.
template <typename Before>
double mean_of_first(std::span<float> values, std::size_t count, Before before,
                     std::span<float> scratch) {
  std::size_t samples = 0;
  for (std::size_t i = 0; i < values.size(); i += kSampleStride) scratch[samples++] = values[i];
  const std::size_t bar_rank = std::min(count * 3 / 2 / kSampleStride, samples - 1);
  std::ranges::nth_element(scratch.first(samples), scratch.begin() + std::ptrdiff_t(bar_rank),
                           before);
  const float bar = scratch[bar_rank];

  std::size_t candidates = 0;
  for (const float value : values) {
    scratch[candidates] = value;
    candidates += before(bar, value) ? 0 : 1;
  }
  const std::span first = candidates >= count ? scratch.first(candidates) : values;
  const auto end = first.begin() + std::ptrdiff_t(count);
  std::ranges::nth_element(first, end - 1, before);
  return std::accumulate(first.begin(), end, 0.0) / static_cast<double>(count);
}

double mean_cosine(std::span<float> cosines, std::size_t count, Neighbours which,
                   std::span<float> scratch) {
  return which == Neighbours::nearest ? mean_of_first(cosines, count, std::greater<>(), scratch)
                                      : mean_of_first(cosines, count, std::less<>(), scratch);
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

  CosinePanel panel(table, similarity);
  for (std::size_t first = 0; first < table.size(); first += kPanelRows) {
    const std::size_t rows = std::min(kPanelRows, table.size() - first);
    panel.compute({first, first + rows}, {0, table.size()});
    parallel_for(rows, threads, [&](std::size_t begin, std::size_t end) {
      std::vector<float> cosines(table.size());
      std::vector<float> scratch(table.size());
      for (std::size_t i = begin; i < end; ++i) {
        panel.row(i, cosines);
        if (!rule.counts_itself) std::swap(cosines[first + i], cosines.back());
        const double mean =
            mean_cosine(std::span(cosines).first(others), count, rule.which, scratch);
        // Rounding may bring the cosine of equal features just above 1.
        map.values[table.order()[first + i]] = static_cast<float>(scale * std::max(0.0, 1 - mean));
      }
    });
  }
  return map;
}

}  // namespace saa
