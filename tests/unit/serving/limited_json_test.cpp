#include "serving/limited_json.h"

#include <gmock/gmock.h>
#include <saa/error.h>
#include <string>

namespace saa::serving {
namespace {

using testing::HasSubstr;

/// Why the text is refused; "" : it is not.
std::string refusal(const std::string& text, const JsonLimits& limits = {}) {
  try {
    static_cast<void>(parse_limited(text, "the body", limits));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(LimitedJson, GivesWhatIsWithinTheLimits) {
  EXPECT_EQ(parse_limited(R"({"a": [1, {"b": "c"}]})", "the body", {}).at("a").at(1).at("b"), "c");
}

TEST(LimitedJson, CountsEachKindToItsLimit) {
  EXPECT_EQ(refusal("[[0,0,0]]", {.depth = 2, .containers = 2, .values = 3}), "");
  EXPECT_THAT(refusal("[[0,0,0]]", {.depth = 1}), HasSubstr("the body is nested deeper than 1"));
  EXPECT_THAT(refusal("[[0,0,0]]", {.containers = 1}), HasSubstr("too many lists and objects"));
  EXPECT_THAT(refusal("[{},{}]", {.containers = 2}), HasSubstr("too many lists and objects"));
  EXPECT_THAT(refusal("[[0,0,0]]", {.values = 2}), HasSubstr("too many values"));
  EXPECT_EQ(refusal(R"({"a":0,"b":0})", {.keys = 2}), "");
  EXPECT_THAT(refusal(R"({"a":0,"b":0})", {.keys = 1}), HasSubstr("too many keys"));
  EXPECT_THAT(refusal(R"([{"a":0},{"a":0}])", {.keys = 1}), HasSubstr("too many keys"));
}

TEST(LimitedJson, WhatTakesFarMoreMemoryThanItsTextIsRefused) {
  EXPECT_THAT(refusal(std::string(10'000'000, '[')), HasSubstr("nested deeper"));
  EXPECT_THAT(refusal("[" + repeated("[],", 1'000'000) + "0]"), HasSubstr("lists and objects"));
  EXPECT_THAT(refusal("[" + repeated("0,", 2'000'000) + "0]"), HasSubstr("too many values"));
}

TEST(LimitedJson, WhatIsNoJsonIsSaidInFewWords) {
  EXPECT_THAT(refusal("{"), HasSubstr("the body is not JSON, at byte"));
  EXPECT_THAT(refusal("\xff"), HasSubstr("not JSON"));
  EXPECT_THAT(refusal("1e999"), HasSubstr("not JSON"));
  EXPECT_LT(refusal("\"" + std::string(1'000'000, 'a')).size(), 100U);
}

}  // namespace
}  // namespace saa::serving
