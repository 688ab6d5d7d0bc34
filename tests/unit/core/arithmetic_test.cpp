#include "core/checked.h"
#include "core/parallel.h"
#include "core/sha256.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <vector>

namespace saa {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

TEST(Checked, MultipliesAndAddsUpToTheLimit) {
  EXPECT_EQ(checked_mul(kLargest / 3, 3), kLargest / 3 * 3);
  EXPECT_EQ(checked_mul(kLargest / 2, 3), std::nullopt);
  EXPECT_EQ(checked_add(kLargest - 1, 1), kLargest);
  EXPECT_EQ(checked_add(kLargest, 1), std::nullopt);
}

TEST(Checked, CountsElementsOfAShape) {
  EXPECT_EQ(checked_elements(std::array<std::int64_t, 3>{2, 3, 4}), 24U);
  EXPECT_EQ(checked_elements(std::span<const std::int64_t>{}), 1U);  // a scalar
  EXPECT_EQ(checked_elements(std::array<std::int64_t, 2>{-1, 4}), std::nullopt);
  EXPECT_EQ(checked_elements(std::array<std::int64_t, 3>{1LL << 40, 1LL << 40, 0}), std::nullopt);
}

TEST(Sha256, EqualsThePublishedVectors) {  // FIPS 180-2, "abc" and the empty message
  const std::array<std::byte, 3> abc = {std::byte{'a'}, std::byte{'b'}, std::byte{'c'}};
  EXPECT_EQ(sha256(abc), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(ParallelFor, VisitsEveryIndexOnce) {
  for (const int threads : {1, 2, 7}) {
    std::vector<std::atomic<int>> visits(1000);
    parallel_for(visits.size(), threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) ++visits[i];
    });
    for (const auto& count : visits) ASSERT_EQ(count, 1);
  }
}

TEST(ParallelFor, HandsOnTheBodysException) {
  const auto fail = [](std::size_t, std::size_t) { throw std::runtime_error("from the body"); };
  EXPECT_THROW(parallel_for(100, 2, fail), std::runtime_error);
  EXPECT_NO_THROW(parallel_for(0, 2, fail));
}

}  // namespace
}  // namespace saa
