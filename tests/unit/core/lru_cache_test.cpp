#include "core/lru_cache.h"

#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace saa {
namespace {

TEST(LruCache, GivesBackWhatItKeeps) {
  LruCache cache(100);
  EXPECT_EQ(cache.find<int>("a"), nullptr);
  EXPECT_EQ(*cache.keep("a", 7, 4), 7);
  EXPECT_EQ(*cache.find<int>("a"), 7);
  EXPECT_EQ(cache.bytes(), 4U);
}

TEST(LruCache, ForgetsWhatWasNotUsedForLongest) {
  LruCache cache(10);
  cache.keep("a", 1, 4);
  cache.keep("b", 2, 4);
  EXPECT_NE(cache.find<int>("a"), nullptr);
  cache.keep("c", 3, 4);
  EXPECT_EQ(cache.find<int>("b"), nullptr);
  EXPECT_NE(cache.find<int>("a"), nullptr);
  EXPECT_NE(cache.find<int>("c"), nullptr);
  EXPECT_EQ(cache.bytes(), 8U);
}

TEST(LruCache, MakesAllTheRoomThatALargeValueNeeds) {
  LruCache cache(10);
  for (const char* key : {"a", "b", "c"}) cache.keep(key, 1, 3);
  cache.keep("whole", 2, 10);
  EXPECT_EQ(cache.find<int>("c"), nullptr);
  EXPECT_EQ(*cache.find<int>("whole"), 2);
  EXPECT_EQ(cache.bytes(), 10U);
}

TEST(LruCache, DoesNotKeepWhatIsAboveTheLimit) {
  LruCache cache(10);
  cache.keep("a", 1, 4);
  EXPECT_EQ(*cache.keep("a", 2, 11), 2);
  EXPECT_EQ(cache.find<int>("a"), nullptr) << "an outdated value must not come back";
  LruCache none(0);
  none.keep("a", 1, 1);
  EXPECT_EQ(none.find<int>("a"), nullptr);
}

TEST(LruCache, AForgottenValueLivesWithItsHolder) {
  LruCache cache(10);
  const auto held = cache.keep("a", std::string("still here"), 10);
  cache.keep("b", 1, 10);
  EXPECT_EQ(*held, "still here");
}

TEST(LruCache, ReplacingCountsTheBytesOnce) {
  LruCache cache(10);
  cache.keep("a", 1, 8);
  cache.keep("a", 2, 6);
  EXPECT_EQ(*cache.find<int>("a"), 2);
  EXPECT_EQ(cache.bytes(), 6U);
}

TEST(LruCache, MakesWhatItDoesNotHaveOnce) {
  LruCache cache(10);
  int made = 0;
  const auto make = [&] { return std::string(4, static_cast<char>('a' + made++)); };
  const auto bytes_of = [](const std::string& text) { return text.size(); };
  EXPECT_EQ(*cache.find_or_keep<std::string>("key", make, bytes_of), "aaaa");
  EXPECT_EQ(*cache.find_or_keep<std::string>("key", make, bytes_of), "aaaa");
  EXPECT_EQ(made, 1);
  EXPECT_EQ(cache.bytes(), 4U);
}

TEST(LruCache, ManyThreadsMayUseIt) {
  LruCache cache(50);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      for (int i = 0; i < 1000; ++i) {
        const std::string key = std::to_string((i * 7 + t) % 20);
        if (const auto found = cache.find<std::string>(key)) {
          EXPECT_EQ(*found, key);
        } else {
          cache.keep(key, std::string(key), 5);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(cache.bytes(), 50U);
}

}  // namespace
}  // namespace saa
