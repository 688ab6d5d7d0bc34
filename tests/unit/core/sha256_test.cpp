#include "core/sha256.h"

#include "unit/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string_view>

namespace saa {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// The two answers of FIPS 180-2 that everyone quotes.
constexpr std::string_view kOfAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kOfNothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Sha256, IsTheStandards) {
  EXPECT_EQ(sha256(bytes("abc")), kOfAbc);
  EXPECT_EQ(sha256({}), kOfNothing);
}

TEST(Sha256, IsTheSameInPieces) {
  Sha256 digest;
  EXPECT_EQ(digest.digest(), kOfNothing);
  digest.update(bytes("a"));
  digest.update({});
  digest.update(bytes("bc"));
  EXPECT_EQ(digest.digest(), kOfAbc);
}

TEST(Sha256, OfAFile) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "abc") << "abc";
  EXPECT_EQ(sha256_file(folder / "abc"), kOfAbc);
  EXPECT_THROW(static_cast<void>(sha256_file(folder / "none")), IoError);
}

}  // namespace
}  // namespace saa
