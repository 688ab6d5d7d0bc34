#include "nn/openvino/content_hash.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace saa::nn {
namespace {

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(ContentHash, DoesNotDependOnThePieces) {
  const std::string text(200, 'a');
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    ContentHash hash;
    hash.add(bytes(text).first(cut));
    hash.add(bytes(text).subspan(cut, (text.size() - cut) / 2));
    hash.add(bytes(text).subspan(cut + (text.size() - cut) / 2));
    ASSERT_EQ(hash.value(), content_hash(bytes(text))) << cut;
  }
}

TEST(ContentHash, SeesEveryBitTheLengthAndTheOrder) {
  std::set<std::uint64_t> seen;
  std::size_t expected = 0;
  for (std::size_t length = 0; length < 100; ++length, ++expected) {
    seen.insert(content_hash(bytes(std::string(length, '\0'))));
  }
  for (std::size_t place = 0; place < 75; ++place) {
    for (int bit = 0; bit < 8; ++bit, ++expected) {
      std::string text(75, 'x');
      text[place] = static_cast<char>(text[place] ^ (1 << bit));
      seen.insert(content_hash(bytes(text)));
    }
  }
  const std::string blocks = std::string(32, 'a') + std::string(32, 'b') + std::string(32, 'a');
  seen.insert(content_hash(bytes(blocks)));
  seen.insert(content_hash(bytes(blocks.substr(32) + blocks.substr(0, 32))));
  EXPECT_EQ(seen.size(), expected + 2);
}

}  // namespace
}  // namespace saa::nn
