// Results that may be wanted again, up to a number of bytes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saa {

/// Values of any type by key. When their bytes pass the limit, those not used for longest go first;
/// whoever holds one keeps it. Thread-safe. A key belongs to one type: begin it with a word for
/// what is kept.
class LruCache {
 public:
  /// @param limit in bytes, of all values together; 0: nothing is kept.
  explicit LruCache(std::size_t limit) : limit_(limit) {}

  [[nodiscard]] std::size_t limit() const { return limit_; }
  /// Bytes of what is kept.
  [[nodiscard]] std::size_t bytes() const;

  /// How often find() and find_or_keep() found something, and how often nothing.
  [[nodiscard]] std::uint64_t hits() const { return hits_; }
  [[nodiscard]] std::uint64_t misses() const { return misses_; }

  /// The keys of all values, the one last used first.
  [[nodiscard]] std::vector<std::string> keys() const;

  /// The value under `key`, which now was the last one used; null if it is not there.
  template <typename T>
  [[nodiscard]] std::shared_ptr<const T> find(const std::string& key) {
    return std::static_pointer_cast<const T>(find_any(key));
  }

  /// The value under `key`; where there is none, what `make()` gives, kept from now on. Two threads
  /// may make the same value at a time: both get an equal one.
  template <typename T, typename Make, typename BytesOf>
  std::shared_ptr<const T> find_or_keep(const std::string& key, const Make& make,
                                        const BytesOf& bytes_of) {
    if (auto known = find<T>(key)) return known;
    T fresh = make();
    const std::size_t bytes = bytes_of(fresh);
    return keep(key, std::move(fresh), bytes);
  }

  /// Keeps a value, in place of one under the same key. One above the limit is not kept.
  /// @returns the value, for going on with.
  template <typename T>
  std::shared_ptr<const T> keep(const std::string& key, T value, std::size_t bytes) {
    auto shared = std::make_shared<const T>(std::move(value));
    keep_any(key, shared, bytes);
    return shared;
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const void> value;
    std::size_t bytes;
  };
  using Entries = std::list<Entry>;

  std::shared_ptr<const void> find_any(const std::string& key);
  void keep_any(const std::string& key, std::shared_ptr<const void> value, std::size_t bytes);
  void forget(Entries::iterator entry, Entries& gone);

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::atomic<std::uint64_t> hits_{0};
  std::atomic<std::uint64_t> misses_{0};
  std::size_t bytes_ = 0;
  Entries entries_;  ///< last used first
  std::unordered_map<std::string, Entries::iterator> places_;
};

}  // namespace saa
