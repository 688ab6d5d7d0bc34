#include "pipeline/neighbours/mutual_score.h"

#include "core/parallel.h"
#include "image/resize.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace saa {
namespace {

/// On the set's own grid.
FloatMap score_set(const QueryPatches& query, const ReferenceSet& set,
                   std::span<const std::size_t> chosen, double share, int threads) {
  const std::size_t patches = query.size();
  std::vector<float> distances(chosen.size() * patches);
  parallel_for(chosen.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      query.nearest(set.of(chosen[i]), set.layout,
                    std::span(distances).subspan(i * patches, patches));
  });
  FloatMap map(set.columns, set.rows);
  parallel_for(patches, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<float> own(chosen.size());
    for (std::size_t patch = begin; patch < end; ++patch) {
      for (std::size_t i = 0; i < own.size(); ++i) own[i] = distances[i * patches + patch];
      map.values[patch] = static_cast<float>(mean_of_lowest(own, share));
    }
  });
  return map;
}

}  // namespace

double mean_of_lowest(std::span<float> distances, double share) {
  const double wanted = std::floor(share * static_cast<double>(distances.size()));
  const std::size_t count =
      std::clamp(static_cast<std::size_t>(wanted), std::size_t{1}, distances.size());
  const auto end = distances.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(distances.begin(), end - 1, distances.end());
  std::sort(distances.begin(), end);  // sums of the same numbers differ by their order
  return std::accumulate(distances.begin(), end, 0.0) / static_cast<double>(count);
}

std::vector<QueryPatches> query_of(const PatchFeatures& features) {
  std::vector<QueryPatches> query;
  query.reserve(features.sets.size());
  for (const PatchSet& set : features.sets) query.emplace_back(set.values, set.channels);
  return query;
}

FloatMap mutual_score(std::span<const QueryPatches> query, const ReferencePatches& references,
                      std::span<const std::size_t> chosen, double share, int threads) {
  FloatMap mean(references.columns, references.rows);
  for (std::size_t s = 0; s < query.size(); ++s) {
    FloatMap map = score_set(query[s], references.sets.at(s), chosen, share, threads);
    if (map.width != mean.width || map.height != mean.height)
      map = opencv_resize_bilinear(map, mean.width, mean.height);
    for (std::size_t i = 0; i < mean.values.size(); ++i) mean.values[i] += map.values[i];
  }
  for (float& value : mean.values) value /= static_cast<float>(query.size());
  return mean;
}

}  // namespace saa
