#include "serving/http/json_fields.h"

#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>

namespace saa::serving {
namespace {

const std::array<std::string, 2> kKeys = {"value", "other"};
const std::array<std::string, 3> kNames = {"paper", "reference", "saa"};

/// What is said when `read` refuses {"value": …}; "" : it does not.
std::string refusal(const char* value, const std::function<void(const JsonFields&)>& read) {
  const Json json = {{"value", Json::parse(value)}};
  try {
    read(JsonFields(json, "part", kKeys));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(JsonFields, GivesWhatIsThere) {
  const Json json = Json::parse(R"({"flag": true, "n": 3, "x": 0.5, "t": "a", "l": ["a", "b"]})");
  const std::array<std::string, 5> keys = {"flag", "n", "x", "t", "l"};
  const JsonFields fields(json, "", keys);
  EXPECT_EQ(fields.flag("flag"), true);
  EXPECT_EQ(fields.integer("n", 1, 3), 3);
  EXPECT_EQ(fields.number("n", 0, 3), 3.0);
  EXPECT_EQ(fields.number("x", 0, 1), 0.5);
  EXPECT_EQ(fields.text("t"), "a");
  EXPECT_EQ(fields.texts("l"), (std::vector<std::string>{"a", "b"}));
}

TEST(JsonFields, MissingAndNullAreNothing) {
  for (const char* text : {"{}", R"({"value": null})"}) {
    const Json json = Json::parse(text);
    const JsonFields fields(json, "", kKeys);
    EXPECT_EQ(fields.find("value"), nullptr);
    EXPECT_FALSE(fields.flag("value"));
    EXPECT_FALSE(fields.number("value", 0, 1));
    EXPECT_FALSE(fields.integer("value", 0, 1));
    EXPECT_FALSE(fields.text("value"));
    EXPECT_FALSE(fields.texts("value"));
    EXPECT_FALSE(fields.choice("value", kNames));
  }
}

TEST(JsonFields, UnknownKeysAreNamedWithTheNearest) {
  const Json json = {{"vaule", 1}};
  try {
    const JsonFields fields(json, "part", kKeys);
    FAIL() << "took the key";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), R"(unknown key "part.vaule"; did you mean "value"?)");
  }
}

TEST(JsonFields, OtherTypesAreRefusedByTheKeysName) {
  const auto flag = [](const JsonFields& f) { (void)f.flag("value"); };
  EXPECT_EQ(refusal("1", flag), "part.value: expected true or false, found 1");
  EXPECT_EQ(refusal("\"yes\"", flag), "part.value: expected true or false, found the text \"yes\"");
  const auto text = [](const JsonFields& f) { (void)f.text("value"); };
  EXPECT_EQ(refusal("[]", text), "part.value: expected a text, found a list");
  const auto texts = [](const JsonFields& f) { (void)f.texts("value"); };
  EXPECT_NE(refusal("[\"a\", 1]", texts), "");
  EXPECT_NE(refusal("{}", texts), "");
  EXPECT_EQ(refusal("[]", texts), "");
}

TEST(JsonFields, NumbersKeepTheirRange) {
  const auto number = [](const JsonFields& f) { (void)f.number("value", 0, 1); };
  for (const char* fits : {"0", "1", "0.5"}) EXPECT_EQ(refusal(fits, number), "") << fits;
  for (const char* bad : {"-0.001", "1.001", "1e300", "true", "\"1\""})
    EXPECT_NE(refusal(bad, number).find("part.value: expected a number from 0 to 1"),
              std::string::npos)
        << bad;
}

TEST(JsonFields, WholeNumbersKeepTheirRange) {
  const auto integer = [](const JsonFields& f) { (void)f.integer("value", 1, 100); };
  for (const char* fits : {"1", "100", "1.0", "1e2"}) EXPECT_EQ(refusal(fits, integer), "") << fits;
  for (const char* bad : {"0", "101", "1.5", "18446744073709551615", "9223372036854775808",
                          "-9223372036854775808", "1e3", "1e300"})
    EXPECT_NE(refusal(bad, integer).find("part.value: expected a whole number from 1 to 100"),
              std::string::npos)
        << bad;
}

TEST(JsonFields, AChoiceIsAnIndexOfItsNames) {
  const Json json = {{"value", "saa"}};
  EXPECT_EQ(JsonFields(json, "", kKeys).choice("value", kNames), 2U);
  const auto choice = [](const JsonFields& f) { (void)f.choice("value", kNames); };
  EXPECT_EQ(refusal("\"papr\"", choice),
            "part.value: unknown name \"papr\"; did you mean \"paper\"?");
}

TEST(ParseJsonObject, TakesObjectsOnly) {
  EXPECT_EQ(parse_json_object(R"({"a": 1})", "the body").at("a"), 1);
  for (const char* text : {"", "[1", "[]", "1", "null", "{\"a\": \"\xff\"}"})
    EXPECT_THROW((void)parse_json_object(text, "the body"), InputError) << text;
}

}  // namespace
}  // namespace saa::serving
