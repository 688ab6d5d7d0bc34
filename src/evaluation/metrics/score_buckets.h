// All pixels of a category, kept by the upper half of their score's key. A bucket holds 65,536
// scores at most, so that counting replaces sorting, and its lower halves take two bytes a pixel. A
// bucket with one score only, as the zeros of a map that is empty nearly everywhere, keeps nothing
// but its counts.
#pragma once

#include "evaluation/metrics/region_weight.h"
#include "evaluation/metrics/score_keys.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace saa {

inline constexpr std::size_t kScoreBuckets = 65'536;

/// What is known of a bucket from counting alone.
struct BucketCounts {
  std::uint64_t negatives = 0;
  std::uint64_t positives = 0;
  Uint128 weight = 0;  ///< sum of the positives' region_share
  std::uint16_t lowest = std::numeric_limits<std::uint16_t>::max();  ///< lower half of a key
  std::uint16_t highest = 0;

  [[nodiscard]] bool empty() const { return negatives + positives == 0; }
  [[nodiscard]] bool one_score() const { return lowest >= highest; }
  void join(const BucketCounts& other);
};

/// First pass: counts, kScoreBuckets of them. Index 0 holds the lowest scores.
class BucketSurvey {
 public:
  void add(const ImageKeys& keys);
  void join(const BucketSurvey& other);
  [[nodiscard]] std::span<const BucketCounts> buckets() const { return buckets_; }

 private:
  std::vector<BucketCounts> buckets_{kScoreBuckets};
};

/// Second pass: the pixels themselves, in memory that the first pass has measured.
class BucketStore {
 public:
  /// @param buckets of the same pixels that will be written; borrowed.
  explicit BucketStore(std::span<const BucketCounts> buckets);

  /// Where each bucket's pixels go.
  struct Room {
    Room(std::span<const BucketCounts> buckets, std::uint64_t BucketCounts::*count);
    std::vector<std::uint64_t> first;              ///< kScoreBuckets + 1 offsets
    std::vector<std::atomic<std::uint64_t>> free;  ///< next offset to be written
  };

  /// One thread's way into the store; several may write at a time.
  class Writer {
   public:
    explicit Writer(BucketStore& store) : store_(&store), next_(kScoreBuckets) {}
    /// @throws InputError if there are more pixels than were counted.
    void add(const ImageKeys& keys);

   private:
    template <typename Write>
    void place(std::span<const std::uint32_t> keys, Room& room, const Write& write);

    BucketStore* store_;
    std::vector<std::uint64_t> next_;  ///< 0 between calls
    std::vector<std::size_t> touched_;
  };

  /// @throws InputError if what was written is not what was counted.
  void expect_full() const;

  /// Lower halves of a bucket's keys, in no order; empty for a bucket with one score.
  [[nodiscard]] std::span<const std::uint16_t> negatives(std::size_t bucket) const;
  [[nodiscard]] std::span<const std::uint16_t> positives(std::size_t bucket) const;
  /// Pixels of the truth region that each of positives() is in.
  [[nodiscard]] std::span<const std::uint32_t> areas(std::size_t bucket) const;

 private:
  std::span<const BucketCounts> buckets_;
  Room negative_room_;
  Room positive_room_;
  std::unique_ptr<std::uint16_t[]> negatives_;
  std::unique_ptr<std::uint16_t[]> positives_;
  std::unique_ptr<std::uint32_t[]> areas_;
};

}  // namespace saa
