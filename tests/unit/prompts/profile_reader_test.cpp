#include <fstream>
#include <gmock/gmock.h>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kEveryKey = R"(schema = 1
class_name = "bracket"
object = "metal bracket"
reference_object = "metal_bracket,"
object_count = 3
similar = true
top_k = 7
max_area = 0.25
overlap = "iou"
min_overlap = 0.125
threshold = 0.5
general = ["rust on {}"]

[[prompt]]
text = "crack. scratch."
filtered_phrase = "metal"

[[prompt]]
text = "dent"
)";

std::string message_for(const std::string& toml) {
  try {
    static_cast<void>(parse_profile(toml, "part.toml"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

/// A valid start of three lines, then the lines of a case from line 4 on.
std::string message_after_start(const std::string& lines) {
  return message_for("schema = 1\nobject = \"x\"\n\n" + lines);
}

TEST(ProfileReader, ReadsEveryKey) {
  const Profile profile = parse_profile(kEveryKey, "lab/bracket.toml");
  EXPECT_EQ(profile.name, "lab/bracket");
  EXPECT_EQ(profile.class_name, "bracket");
  EXPECT_EQ(profile.object, "metal bracket");
  EXPECT_EQ(profile.reference_object, "metal_bracket,");
  EXPECT_EQ(profile.object_count, 3);
  EXPECT_TRUE(profile.similar);
  EXPECT_EQ(profile.top_k, 7);
  EXPECT_EQ(profile.max_area, 0.25);
  EXPECT_EQ(profile.overlap, OverlapRule::iou);
  EXPECT_EQ(profile.min_overlap, 0.125);
  EXPECT_EQ(profile.threshold, 0.5);
  EXPECT_EQ(profile.general, std::vector<std::string>{"rust on {}"});
  EXPECT_EQ(profile.prompts, (std::vector<Prompt>{{"crack. scratch.", "metal"}, {"dent", ""}}));
}

TEST(ProfileReader, GivesKeysThatAreLeftOutTheirDefaults) {
  Profile wanted;
  wanted.name = "x";
  wanted.object = "x";
  EXPECT_EQ(parse_profile("schema = 1\nobject = \"x\"\n", "x"), wanted);
}

TEST(ProfileReader, TakesEmptyListsAndWholeNumbersAsTheyAre) {
  const Profile profile = parse_profile(
      "schema = 1\nobject = 'x'\ngeneral = []\nprompt = []\nmax_area = 1\nthreshold = 0\n", "x");
  EXPECT_TRUE(profile.general.empty());
  EXPECT_TRUE(profile.prompts.empty());
  EXPECT_EQ(profile.max_area, 1.0);
  EXPECT_EQ(profile.threshold, 0.0);
}

TEST(ProfileReader, TakesTheNameFromTheLastFolderAndTheStem) {
  const std::string toml = "schema = 1\nobject = 'x'\n";
  EXPECT_EQ(parse_profile(toml, "visa/candle").name, "visa/candle");
  EXPECT_EQ(parse_profile(toml, "candle.toml").name, "candle");
  EXPECT_EQ(parse_profile(toml, "./candle.toml").name, "candle");
  EXPECT_EQ(parse_profile(toml, "../candle.toml").name, "candle");
  EXPECT_EQ(parse_profile(toml, "/home/ann/parts/v1.2.toml").name, "parts/v1.2");
  EXPECT_EQ(parse_profile(toml, "b\xff\n.toml").name, "b??");
}

TEST(ProfileReader, AcceptsAByteOrderMarkAndWindowsLineEnds) {
  EXPECT_EQ(parse_profile("\xef\xbb\xbfschema = 1\r\nobject = \"x\"\r\n", "x").object, "x");
}

TEST(ProfileReader, ReadsTheObjectsTextsAsUtf8) {
  EXPECT_EQ(parse_profile("schema = 1\nobject = \"Gehäuse µ 螺\"\n", "x").object, "Gehäuse µ 螺");
}

struct Wrong {
  std::string lines;  ///< from line 4 of the file on
  std::string message;
};

TEST(ProfileReader, NamesThePlaceOfAWrongKey) {
  const std::vector<Wrong> cases = {
      {"topk = 3", "part.toml:4:1: unknown key \"topk\"; did you mean \"top_k\"?"},
      {"  prompts = []", "part.toml:4:3: unknown key \"prompts\"; did you mean \"prompt\"?"},
      {"[[prompts]]\ntext = 'a'",
       "part.toml:4:3: unknown key \"prompts\"; did you mean \"prompt\"?"},
      {"name = 'a'\nzzz = 1", "part.toml:4:1: unknown key \"name\"; expected one of schema, "},
      {"zz = 1\naa = 1", "part.toml:4:1: unknown key \"zz\"; "},
      {"[[prompt]]\ntext = 'a'\nfilter_phrase = 'b'",
       "part.toml:6:1: unknown key \"filter_phrase\"; did you mean \"filtered_phrase\"?"},
      {"[[prompt]]\nfiltered_phrase = 'b'",
       "part.toml:4:1: the key \"text\" is missing; add text = \"what to look for\""},
      {"top_k = 1\ntop_k = 2", "part.toml:5:9: not valid TOML: "},
      {"[[prompt]]\ntext = 'a'\ntext = 'b'", "part.toml:6:8: not valid TOML: "},
  };
  for (const Wrong& wrong : cases)
    EXPECT_THAT(message_after_start(wrong.lines), StartsWith(wrong.message)) << wrong.lines;
}

TEST(ProfileReader, NamesTheKeyThatIsMissing) {
  EXPECT_EQ(message_for(""), "part.toml:1:1: the key \"schema\" is missing; add schema = 1");
  EXPECT_EQ(message_for("object = 'x'"),
            "part.toml:1:1: the key \"schema\" is missing; add schema = 1");
  EXPECT_EQ(message_for("schema = 1"),
            "part.toml:1:1: the key \"object\" is missing; add object = \"the part's name\"");
}

TEST(ProfileReader, AsksForALaterSaaBeforeItComplainsAboutNewKeys) {
  EXPECT_EQ(message_for("brand_new = true\nschema = 2\n"),
            "part.toml:2:10: schema: expected 1, found 2; the file was written for a later saa");
  EXPECT_EQ(message_for("schema = 0\n"), "part.toml:1:10: schema: expected 1, found 0");
  EXPECT_EQ(message_for("schema = \"1\"\n"),
            "part.toml:1:10: schema: expected a whole number, found the text \"1\"");
}

TEST(ProfileReader, NamesThePlaceOfAWrongType) {
  const std::vector<Wrong> cases = {
      {"top_k = \"5\"", "part.toml:4:9: top_k: expected a whole number, found the text \"5\""},
      {"top_k = 5.0", "part.toml:4:9: top_k: expected a whole number, found 5.0"},
      {"top_k = true", "part.toml:4:9: top_k: expected a whole number, found true"},
      {"object_count = []", "part.toml:4:16: object_count: expected a whole number, found a list"},
      {"similar = 1", "part.toml:4:11: similar: expected true or false, found 1"},
      {"similar = 'similar'",
       "part.toml:4:11: similar: expected true or false, found the text \"similar\""},
      {"max_area = '0.3'", "part.toml:4:12: max_area: expected a number, found the text \"0.3\""},
      {"max_area = false", "part.toml:4:12: max_area: expected a number, found false"},
      {"threshold = 2026-01-02",
       "part.toml:4:13: threshold: expected a number, found a date or time"},
      {"threshold = {a = 1}", "part.toml:4:13: threshold: expected a number, found a table"},
      {"class_name = 7", "part.toml:4:14: class_name: expected a text, found 7"},
      {"overlap = false", "part.toml:4:11: overlap: expected a text, found false"},
      {"general = 'defect on {}'",
       "part.toml:4:11: general: expected a list of texts, found the text \"defect on {}\""},
      {"general = [\n  'a {}',\n  7]", "part.toml:6:3: general: expected a text, found 7"},
      {"prompt = 'crack'",
       "part.toml:4:10: prompt: expected [[prompt]] tables with text and filtered_phrase, found "
       "the "
       "text \"crack\""},
      {"prompt = ['crack']", "part.toml:4:11: prompt: expected [[prompt]] tables"},
      {"[prompt]\ntext = 'a'",
       "part.toml:4:1: prompt: expected [[prompt]] tables with text and filtered_phrase, found a "
       "table"},
      {"[[prompt]]\ntext = 3", "part.toml:5:8: text: expected a text, found 3"},
      {"property_sentence = 3", "part.toml:2:10: object: property_sentence on line 4 says this"},
  };
  for (const Wrong& wrong : cases)
    EXPECT_THAT(message_after_start(wrong.lines), StartsWith(wrong.message)) << wrong.lines;
  EXPECT_EQ(message_for("schema = 1\nobject = 1.5\n"),
            "part.toml:2:10: object: expected a text, found 1.5");
}

TEST(ProfileReader, NamesThePlaceOfAValueOutOfRange) {
  const std::string count = "expected a whole number from 1 to 1000000, found ";
  const std::string share =
      "expected a number above 0 and at most 1 (share of the object's area), found ";
  const std::vector<Wrong> cases = {
      {"top_k = 0", "part.toml:4:9: top_k: " + count + "0"},
      {"top_k = -5", "part.toml:4:9: top_k: " + count + "-5"},
      {"top_k = 4294967297", "part.toml:4:9: top_k: " + count + "4294967297"},
      {"object_count = 1000001", "part.toml:4:16: object_count: " + count + "1000001"},
      {"max_area = 0.0", "part.toml:4:12: max_area: " + share + "0"},
      {"max_area = -0.3", "part.toml:4:12: max_area: " + share + "-0.3"},
      {"max_area = 1.01", "part.toml:4:12: max_area: " + share + "1.01"},
      {"max_area = nan", "part.toml:4:12: max_area: " + share + "nan"},
      {"min_overlap = -1", "part.toml:4:15: min_overlap: expected a number from 0 to 1, found -1"},
      {"min_overlap = 2", "part.toml:4:15: min_overlap: expected a number from 0 to 1, found 2"},
      {"min_overlap = nan",
       "part.toml:4:15: min_overlap: expected a number from 0 to 1, found nan"},
      {"threshold = -0.1",
       "part.toml:4:13: threshold: expected a number of at least 0, found -0.1"},
      {"threshold = inf", "part.toml:4:13: threshold: expected a number of at least 0, found inf"},
      {"threshold = -nan", "part.toml:4:13: threshold: expected a number of at least 0, found "},
      {"overlap = 'indide'",
       "part.toml:4:11: overlap: unknown rule \"indide\"; did you mean \"inside\"?"},
      {"overlap = ''",
       "part.toml:4:11: overlap: unknown rule \"\"; expected one of none, iou, inside"},
      {"class_name = \"a\\nb\"",
       "part.toml:4:14: class_name: expected one line without control characters, found \"a?b\""},
      {"general = ['defect on {']",
       "part.toml:4:12: general: expected braces only as \"{}\", which stands for the class's "
       "name, "
       "found \"defect on {\""},
      {"general = ['{class}']", "part.toml:4:12: general: expected braces only as \"{}\""},
      {"general = ['a}{b']", "part.toml:4:12: general: expected braces only as \"{}\""},
      {"general = ['  ']",
       "part.toml:4:12: general: expected a text that is not empty, found \"  \""},
      {"general = ['a {}', 'b', 'a {}']",
       "part.toml:4:25: general: expected each text once, found \"a {}\" again"},
      {"[[prompt]]\ntext = ''",
       "part.toml:5:8: text: expected a text that is not empty, found \"\""},
      {"[[prompt]]\ntext = 'a'\nfiltered_phrase = \"\\u007F\"",
       "part.toml:6:19: filtered_phrase: expected one line without control characters, found "
       "\"?\""},
      {"[[prompt]]\ntext = 'a'\n[[prompt]]\ntext = 'b'\n[[prompt]]\ntext = 'a'",
       "part.toml:8:1: prompt: expected each prompt once, found text \"a\" with the same "
       "filtered_phrase as on line 4"},
  };
  for (const Wrong& wrong : cases)
    EXPECT_THAT(message_after_start(wrong.lines), StartsWith(wrong.message)) << wrong.lines;
  EXPECT_EQ(message_for("schema = 1\nobject = \" \"\n"),
            "part.toml:2:10: object: expected a text that is not empty, found \" \"");
}

TEST(ProfileReader, CallsPromptsThatDifferInTheFilteredPhraseTwo) {
  EXPECT_EQ(
      message_after_start("[[prompt]]\ntext = 'a'\n[[prompt]]\ntext = 'a'\nfiltered_phrase='b'"),
      "no error");
}

TEST(ProfileReader, PassesOnWhereTomlIsMalformed) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"schema = 1\nobject = \"x\n",
       "part.toml:2:12: not valid TOML: Error while parsing string: "},
      {"schema = 1\nobject\n", "part.toml:2:7: not valid TOML: "},
      {"schema = [1,\n", "part.toml:1:14: not valid TOML: Error while parsing array: "},
      {"schema = 1\nobject = \"\xff\"\n",
       "part.toml:2:10: not valid TOML: Encountered invalid utf-8 sequence"},
      {"\xff\xfes\0c\0", "part.toml:1:1: not valid TOML: Encountered invalid utf-8 sequence"},
      {"schema = 99999999999999999999", "part.toml:1:"},
  };
  for (const auto& [toml, message] : cases) EXPECT_THAT(message_for(toml), StartsWith(message));
}

TEST(ProfileReader, TakesEveryCharacterOutsideTextsAsSpaceOrAsAnError) {
  for (char32_t c = 1; c < 0x10000; c += c < 0x3100 ? 1 : 61) {
    if (c >= 0xD800 && c < 0xE000) continue;  // surrogates are no characters
    std::string toml = "schema = 1\nobject = 'x'\n";
    if (c < 0x80) {
      toml += static_cast<char>(c);
    } else if (c < 0x800) {
      toml += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      toml += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
               static_cast<char>(0x80 | (c & 0x3F))};
    }
    const std::string message = message_for(toml + "top_k = 7");
    ASSERT_TRUE(message == "no error" || message.starts_with("part.toml:3:")) << message;
  }
}

TEST(ProfileReader, ShortensALongValueInAMessage) {
  const std::string message = message_after_start("top_k = '" + std::string(5000, 'x') + "'");
  EXPECT_LT(message.size(), 300U);
  EXPECT_THAT(message, HasSubstr("xxx…\""));
}

TEST(ProfileReader, RefusesAFileThatIsTooLarge) {
  EXPECT_EQ(message_for(std::string(kMaxProfileBytes + 1, '\n')),
            "part.toml: expected a profile of at most 262144 bytes, found 262145 bytes");
  EXPECT_EQ(message_for("schema = 1\nobject = 'x'\n" + std::string(kMaxProfileBytes - 25, '#')),
            "no error");
}

TEST(ProfileReader, SurvivesDeepNesting) {
  EXPECT_THAT(message_after_start("general = " + std::string(100'000, '[')),
              HasSubstr("not valid TOML"));
}

constexpr const char* kSentence =
    "property_sentence = \"the image of x have 4 similar x, with a maximum of 6 anomaly. The "
    "anomaly "
    "would not exceed 0.3 object area.\"\n";

TEST(ProfileReader, TakesThePropertySentenceInsteadOfItsKeys) {
  const Profile profile =
      parse_profile(std::string("schema = 1\nclass_name = \"c\"\n") + kSentence, "x");
  EXPECT_EQ(profile.object, "x,");
  EXPECT_EQ(profile.object_count, 4);
  EXPECT_TRUE(profile.similar);
  EXPECT_EQ(profile.top_k, 6);
  EXPECT_EQ(profile.max_area, 0.3);
  EXPECT_EQ(profile.class_name, "c");
}

TEST(ProfileReader, RefusesThePropertySentenceBesideItsKeys) {
  for (const std::string line : {"object = 'x'", "reference_object = 'x'", "object_count = 4",
                                 "similar = true", "top_k = 6", "max_area = 0.3"}) {
    const std::string key = line.substr(0, line.find(' '));
    EXPECT_EQ(message_for(std::string("schema = 1\n") + kSentence + line + "\n"),
              "part.toml:3:" + std::to_string(key.size() + 4) + ": " + key +
                  ": property_sentence on line 2 says this already; keep one of the two");
  }
}

TEST(ProfileReader, PlacesAnErrorInThePropertySentence) {
  EXPECT_THAT(message_for("schema = 1\nproperty_sentence = \"one word\"\n"),
              StartsWith("part.toml:2:21: property sentence: expected object count N as word 5, "
                         "found only 2 words in \"one word\"; "));
  EXPECT_EQ(message_for("schema = 1\nproperty_sentence = 5\n"),
            "part.toml:2:21: property_sentence: expected a text, found 5");
}

TEST(LoadProfile, ReadsAFile) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "saa_parts";
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "bracket.toml";
  std::ofstream(file) << kEveryKey;
  EXPECT_EQ(load_profile(file), parse_profile(kEveryKey, "saa_parts/bracket"));
  std::ofstream(file) << "schema = 1\nobject = 5\n";
  try {
    static_cast<void>(load_profile(file));
    FAIL() << "expected an InputError";
  } catch (const InputError& error) {
    EXPECT_EQ(error.what(), file.string() + ":2:10: object: expected a text, found 5");
  }
  std::filesystem::remove_all(folder);
}

TEST(LoadProfile, SaysWhatKeepsAFileFromBeingRead) {
  EXPECT_THROW(static_cast<void>(load_profile("/nonexistent/part.toml")), IoError);
  EXPECT_THROW(static_cast<void>(load_profile(::testing::TempDir())), IoError);
}

}  // namespace
}  // namespace saa
