#include "core/base64.h"

#include <gmock/gmock.h>
#include <string_view>

namespace saa {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::Optional;

std::string encoded(std::string_view text) { return base64(std::as_bytes(std::span(text))); }

// The examples of RFC 4648, section 10.
TEST(Base64, EncodesAsTheStandardSays) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
  EXPECT_EQ(encoded("\xff\xfe\xfd"), "//79");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_THAT(decode_base64(base64(std::as_bytes(std::span(bytes)))),
                Optional(ElementsAreArray(bytes)));
    bytes.push_back(static_cast<std::uint8_t>(i * 37));
  }
  EXPECT_THAT(decode_base64("//79"), Optional(ElementsAre(0xFF, 0xFE, 0xFD)));
}

TEST(Base64, RefusesWhatIsNotBase64) {
  for (const char* text : {"Z", "Zg", "Zg=", "=", "====", "Z===", "Zg==Zg==", "Zm9\n", "Zm 9",
                           "Zm-_", "Zm9vYmFy\n", "Zm9\xff"})
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace saa
