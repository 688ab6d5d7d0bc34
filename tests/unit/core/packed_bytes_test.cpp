#include "core/packed_bytes.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

std::vector<std::byte> some_bytes(std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = std::byte(i * i / 7);
  return bytes;
}

TEST(PackedBytes, ComeBackAsTheyWere) {
  for (const std::size_t count : {0U, 1U, 1000U, 100'000U}) {
    const auto bytes = some_bytes(count);
    EXPECT_EQ(unpack(pack(bytes), count), bytes) << count;
  }
}

TEST(PackedBytes, AreNothingWhereDamagedCutOrOfAnotherSize) {
  const auto bytes = some_bytes(5000);
  auto packed = pack(bytes);
  EXPECT_EQ(unpack(packed, 4999), std::nullopt);
  EXPECT_EQ(unpack(packed, 5001), std::nullopt);
  EXPECT_EQ(unpack(std::span(packed).first(packed.size() - 1), 5000), std::nullopt);
  auto longer = packed;
  longer.push_back(std::byte{0});
  EXPECT_EQ(unpack(longer, 5000), std::nullopt);
  packed[packed.size() / 2] ^= std::byte{16};
  EXPECT_EQ(unpack(packed, 5000), std::nullopt);
  EXPECT_EQ(unpack({}, 0), std::nullopt);
}

}  // namespace
}  // namespace saa
