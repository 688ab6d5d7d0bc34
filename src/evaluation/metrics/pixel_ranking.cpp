#include "evaluation/metrics/pixel_ranking.h"

#include "evaluation/metrics/workers.h"

#include <array>
#include <bit>
#include <vector>

namespace saa {
namespace {

constexpr std::size_t kWordBits = 64;

/// Counts of each score of one bucket.
class BucketTally {
 public:
  /// Calls sums.add for every score of the bucket, highest first.
  void walk(const BucketStore& store, std::size_t bucket, CurveSums& sums) {
    for (const std::uint16_t low : store.negatives(bucket)) ++negatives_[mark(low)];
    const auto positives = store.positives(bucket);
    const auto areas = store.areas(bucket);
    for (std::size_t i = 0; i < positives.size(); ++i) {
      Positives& group = positives_[mark(positives[i])];
      ++group.count;
      group.weight += region_share(areas[i]);
    }
    hand_over(bucket, sums);
  }

 private:
  struct Positives {
    std::uint64_t count = 0;
    Uint128 weight = 0;
  };

  std::size_t mark(std::size_t low) {
    used_[low / kWordBits] |= std::uint64_t{1} << (low % kWordBits);
    return low;
  }

  /// Leaves everything empty for the next bucket.
  void hand_over(std::size_t bucket, CurveSums& sums) {
    for (std::size_t word = used_.size(); word-- > 0;) {
      while (used_[word] != 0) {
        const auto bit = static_cast<std::size_t>(std::bit_width(used_[word])) - 1;
        const std::size_t low = word * kWordBits + bit;
        sums.add({key_score(static_cast<std::uint32_t>(bucket << 16U | low)), positives_[low].count,
                  negatives_[low], positives_[low].weight});
        negatives_[low] = 0;
        positives_[low] = {};
        used_[word] ^= std::uint64_t{1} << bit;
      }
    }
  }

  // Apart, since most pixels are normal: their counts alone stay in the cache.
  std::vector<std::uint64_t> negatives_ = std::vector<std::uint64_t>(kScoreBuckets);
  std::vector<Positives> positives_ = std::vector<Positives>(kScoreBuckets);
  std::vector<std::uint64_t> used_ = std::vector<std::uint64_t>(kScoreBuckets / kWordBits);
};

/// Buckets with pixels, by falling score, and what lies above each.
struct Piece {
  std::size_t bucket = 0;
  ScoreGroup above;
};

std::vector<Piece> pieces(std::span<const BucketCounts> buckets) {
  std::vector<Piece> result;
  ScoreGroup above;
  for (std::size_t bucket = buckets.size(); bucket-- > 0;) {
    const BucketCounts& counts = buckets[bucket];
    if (counts.empty()) continue;
    result.push_back({bucket, above});
    above.positives += counts.positives;
    above.negatives += counts.negatives;
    above.weight += counts.weight;
  }
  return result;
}

}  // namespace

CurveSums walk_pixels(std::span<const BucketCounts> buckets, const BucketStore& store,
                      const RankingTotals& totals, int threads) {
  const std::vector<Piece> walk = pieces(buckets);
  std::vector<CurveSums> sums;
  sums.reserve(walk.size());
  for (const Piece& piece : walk) sums.emplace_back(totals, piece.above);
  share_out(
      walk.size(), threads, [] { return BucketTally(); },
      [&](BucketTally& tally, std::size_t index) {
        const std::size_t bucket = walk[index].bucket;
        const BucketCounts& counts = buckets[bucket];
        if (!counts.one_score()) return tally.walk(store, bucket, sums[index]);
        const float score = key_score(static_cast<std::uint32_t>(bucket << 16U | counts.lowest));
        sums[index].add({score, counts.positives, counts.negatives, counts.weight});
      });
  CurveSums whole(totals);
  for (const CurveSums& part : sums) whole.join(part);
  return whole;
}

}  // namespace saa
