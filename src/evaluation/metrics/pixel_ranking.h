// The ranking of all pixels of a category.
#pragma once

#include "evaluation/metrics/curve_sums.h"
#include "evaluation/metrics/score_buckets.h"

#include <span>

namespace saa {

/// Walks over all buckets, several at a time. The sums are the same for any number of threads and
/// any order in which the pixels were written.
/// @param totals its numbers of positives and negatives are those of the buckets.
[[nodiscard]] CurveSums walk_pixels(std::span<const BucketCounts> buckets, const BucketStore& store,
                                    const RankingTotals& totals, int threads);

}  // namespace saa
