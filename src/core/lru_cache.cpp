#include "core/lru_cache.h"

#include <iterator>

namespace saa {

std::size_t LruCache::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

std::vector<std::string> LruCache::keys() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> keys;
  keys.reserve(entries_.size());
  for (const Entry& entry : entries_) keys.push_back(entry.key);
  return keys;
}

std::shared_ptr<const void> LruCache::find_any(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto place = places_.find(key);
  if (place == places_.end()) {
    ++misses_;
    return nullptr;
  }
  ++hits_;
  entries_.splice(entries_.begin(), entries_, place->second);
  return place->second->value;
}

void LruCache::keep_any(const std::string& key, std::shared_ptr<const void> value,
                        std::size_t bytes) {
  Entries gone;  // freed after the lock: that may take a while
  const std::scoped_lock lock(mutex_);
  if (const auto place = places_.find(key); place != places_.end()) forget(place->second, gone);
  if (bytes > limit_) return;
  while (bytes_ > limit_ - bytes) forget(std::prev(entries_.end()), gone);
  entries_.push_front({key, std::move(value), bytes});
  places_.emplace(key, entries_.begin());
  bytes_ += bytes;
}

void LruCache::forget(Entries::iterator entry, Entries& gone) {
  places_.erase(entry->key);
  bytes_ -= entry->bytes;
  gone.splice(gone.begin(), entries_, entry);
}

}  // namespace saa
