#include "evaluation/metrics/score_buckets.h"

#include <algorithm>
#include <saa/error.h>

namespace saa {
namespace {

constexpr std::size_t bucket_of(std::uint32_t key) { return key >> 16U; }
constexpr std::uint16_t lower_half(std::uint32_t key) { return static_cast<std::uint16_t>(key); }

BucketCounts& extend(BucketCounts& bucket, std::uint32_t key) {
  bucket.lowest = std::min(bucket.lowest, lower_half(key));
  bucket.highest = std::max(bucket.highest, lower_half(key));
  return bucket;
}

/// Where each bucket's pixels begin if those of one score are left out.
std::vector<std::uint64_t> offsets(std::span<const BucketCounts> buckets,
                                   std::uint64_t BucketCounts::*count) {
  std::vector<std::uint64_t> first{0};
  first.reserve(buckets.size() + 1);
  for (const BucketCounts& bucket : buckets) {
    first.push_back(first.back() + (bucket.one_score() ? 0 : bucket.*count));
  }
  return first;
}

[[noreturn]] void throw_changed() {
  throw InputError(
      "The images changed while they were evaluated: a second reading found other scores or truth "
      "than the first. Leave maps and masks alone until the evaluation is done.");
}

}  // namespace

void BucketCounts::join(const BucketCounts& other) {
  negatives += other.negatives;
  positives += other.positives;
  weight += other.weight;
  lowest = std::min(lowest, other.lowest);
  highest = std::max(highest, other.highest);
}

void BucketSurvey::add(const ImageKeys& keys) {
  const std::vector<std::uint32_t>& negatives = keys.negatives;
  for (std::size_t i = 0; i < negatives.size();) {  // one step a run of equal scores
    const std::size_t begin = i;
    while (++i < negatives.size() && negatives[i] == negatives[begin]) continue;
    extend(buckets_[bucket_of(negatives[begin])], negatives[begin]).negatives += i - begin;
  }
  for (std::size_t i = 0; i < keys.positives.size(); ++i) {
    BucketCounts& bucket = extend(buckets_[bucket_of(keys.positives[i])], keys.positives[i]);
    ++bucket.positives;
    bucket.weight += region_share(keys.areas[i]);
  }
}

void BucketSurvey::join(const BucketSurvey& other) {
  for (std::size_t i = 0; i < kScoreBuckets; ++i) buckets_[i].join(other.buckets_[i]);
}

BucketStore::Room::Room(std::span<const BucketCounts> buckets, std::uint64_t BucketCounts::*count)
    : first(offsets(buckets, count)), free(first.begin(), first.end() - 1) {}

BucketStore::BucketStore(std::span<const BucketCounts> buckets)
    : buckets_(buckets),
      negative_room_(buckets, &BucketCounts::negatives),
      positive_room_(buckets, &BucketCounts::positives),
      negatives_(std::make_unique_for_overwrite<std::uint16_t[]>(negative_room_.first.back())),
      positives_(std::make_unique_for_overwrite<std::uint16_t[]>(positive_room_.first.back())),
      areas_(std::make_unique_for_overwrite<std::uint32_t[]>(positive_room_.first.back())) {}

void BucketStore::expect_full() const {
  for (const Room* room : {&negative_room_, &positive_room_}) {
    for (std::size_t i = 0; i < kScoreBuckets; ++i) {
      if (room->free[i] != room->first[i + 1]) throw_changed();
    }
  }
}

// Counts first, then takes room for all of an image's pixels in a bucket at once: threads meet once
// a bucket and image, not once a pixel.
template <typename Write>
void BucketStore::Writer::place(std::span<const std::uint32_t> keys, Room& room,
                                const Write& write) {
  for (const std::uint32_t key : keys) {
    if (next_[bucket_of(key)]++ == 0) touched_.push_back(bucket_of(key));
  }
  for (const std::size_t bucket : touched_) {
    if (store_->buckets_[bucket].one_score()) continue;
    const std::uint64_t wanted = next_[bucket];
    next_[bucket] = room.free[bucket].fetch_add(wanted, std::memory_order_relaxed);
    if (next_[bucket] + wanted > room.first[bucket + 1]) throw_changed();
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::size_t bucket = bucket_of(keys[i]);
    if (!store_->buckets_[bucket].one_score()) write(next_[bucket]++, i);
  }
  for (const std::size_t bucket : touched_) next_[bucket] = 0;
  touched_.clear();
}

void BucketStore::Writer::add(const ImageKeys& keys) {
  BucketStore& store = *store_;
  place(keys.negatives, store.negative_room_, [&](std::uint64_t at, std::size_t i) {
    store.negatives_[at] = lower_half(keys.negatives[i]);
  });
  place(keys.positives, store.positive_room_, [&](std::uint64_t at, std::size_t i) {
    store.positives_[at] = lower_half(keys.positives[i]);
    store.areas_[at] = keys.areas[i];
  });
}

std::span<const std::uint16_t> BucketStore::negatives(std::size_t bucket) const {
  return {negatives_.get() + negative_room_.first[bucket],
          negatives_.get() + negative_room_.first[bucket + 1]};
}

std::span<const std::uint16_t> BucketStore::positives(std::size_t bucket) const {
  return {positives_.get() + positive_room_.first[bucket],
          positives_.get() + positive_room_.first[bucket + 1]};
}

std::span<const std::uint32_t> BucketStore::areas(std::size_t bucket) const {
  return {areas_.get() + positive_room_.first[bucket],
          areas_.get() + positive_room_.first[bucket + 1]};
}

}  // namespace saa
