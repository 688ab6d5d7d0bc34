#include <gmock/gmock.h>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The sentence with given words in its five places.
std::string sentence(const std::string& count, const std::string& similar,
                     const std::string& object, const std::string& k, const std::string& area) {
  return "the image of bracket have " + count + " " + similar + " " + object +
         " with a maximum of " + k + " anomaly. The anomaly would not exceed " + area +
         " object area. ";
}

std::string message_for(const std::string& text) {
  try {
    static_cast<void>(with_property_sentence({}, text));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(PropertySentence, IsReadByThePositionOfItsWords) {
  const Profile profile =
      with_property_sentence({}, sentence("4", "similar", "bracket,", "50", "0.3"));
  EXPECT_EQ(profile.object_count, 4);
  EXPECT_TRUE(profile.similar);
  EXPECT_EQ(profile.object, "bracket,");  // the comma goes to the network
  EXPECT_EQ(profile.top_k, 50);
  EXPECT_EQ(profile.max_area, 0.3);
}

TEST(PropertySentence, KeepsANameWithoutComma) {
  const Profile profile =
      with_property_sentence({}, sentence("1", "dissimilar", "bracket", "5", "0.2"));
  EXPECT_EQ(profile.object, "bracket");
  EXPECT_FALSE(profile.similar);
}

TEST(PropertySentence, LeavesTheOtherFieldsAlone) {
  Profile before;
  before.name = "lab/bracket";
  before.class_name = "bracket";
  before.overlap = OverlapRule::iou;
  before.min_overlap = 0.1;
  before.threshold = 0.5;
  before.general = {"a {}"};
  before.prompts = {{"crack", "bracket"}};
  Profile wanted = before;
  wanted.object = "bracket,";
  wanted.object_count = 2;
  wanted.top_k = 3;
  wanted.max_area = 0.5;
  before.reference_object = "something else";  // would contradict the sentence
  EXPECT_EQ(with_property_sentence(before, sentence("2", "dissimilar", "bracket,", "3", "0.5")),
            wanted);
}

TEST(PropertySentence, ReadsNumbersAsPythonDoes) {
  EXPECT_EQ(with_property_sentence({}, sentence("+2", "similar", "x", "007", "1.")).top_k, 7);
  EXPECT_EQ(with_property_sentence({}, sentence("1", "similar", "x", "5", "1.")).max_area, 1.0);
  EXPECT_EQ(with_property_sentence({}, sentence("1", "similar", "x", "5", ".5")).max_area, 0.5);
  EXPECT_EQ(with_property_sentence({}, sentence("1", "similar", "x", "5", "5e-2")).max_area, 0.05);
}

TEST(PropertySentence, DoesNotLookAtTheWordsBetweenAndAfter) {
  EXPECT_EQ(with_property_sentence({}, "0 1 2 3 4 6 similar o 8 9 10 11 7 13 14 15 16 17 18 0.25")
                .max_area,
            0.25);
}

struct Malformed {
  std::string text;
  int word;
  std::string meaning;
  std::string expected;
  std::string found;
};

TEST(PropertySentence, NamesTheWordThatCannotBeRead) {
  const std::string many = "a whole number from 1 to 1000000";
  const std::string share = "a number above 0 and at most 1";
  const std::vector<Malformed> cases = {
      {sentence("four", "similar", "x,", "5", "0.3"), 5, "object count N", "a whole number",
       "\"four\""},
      {sentence("0", "similar", "x,", "5", "0.3"), 5, "object count N", many, "0"},
      {sentence("-1", "similar", "x,", "5", "0.3"), 5, "object count N", many, "-1"},
      {sentence("+-1", "similar", "x,", "5", "0.3"), 5, "object count N", "a whole number",
       "\"+-1\""},
      {sentence("2", "alike", "x,", "5", "0.3"), 6, "similar or dissimilar",
       "\"similar\" or \"dissimilar\"", "\"alike\""},
      {sentence("2", "similar", "", "5", "0.3"), 7, "object name", "a text that is not empty",
       "\"\""},
      {sentence("2", "similar", "x,", "none", "0.3"), 12, "largest number of anomalies K",
       "a whole number", "\"none\""},
      {sentence("2", "similar", "x,", "5.0", "0.3"), 12, "largest number of anomalies K",
       "a whole number", "\"5.0\""},
      {sentence("2", "similar", "x,", "20.", "0.3"), 12, "largest number of anomalies K",
       "a whole number", "\"20.\""},
      {sentence("2", "similar", "x,", "0", "0.3"), 12, "largest number of anomalies K", many, "0"},
      {sentence("2", "similar", "x,", "9999999999", "0.3"), 12, "largest number of anomalies K",
       many, "9999999999"},
      {sentence("2", "similar", "x,", "99999999999999999999", "0.3"), 12,
       "largest number of anomalies K", "a whole number", "\"99999999999999999999\""},
      {sentence("2", "similar", "x,", "5", "none"), 19, "area limit T", "a number", "\"none\""},
      {sentence("2", "similar", "x,", "5", "0,3"), 19, "area limit T", "a number", "\"0,3\""},
      {sentence("2", "similar", "x,", "5", "0x1p-2"), 19, "area limit T", "a number", "\"0x1p-2\""},
      {sentence("2", "similar", "x,", "5", "20"), 19, "area limit T", share, "20"},
      {sentence("2", "similar", "x,", "5", "0"), 19, "area limit T", share, "0"},
      {sentence("2", "similar", "x,", "5", "-0.3"), 19, "area limit T", share, "-0.3"},
      {sentence("2", "similar", "x,", "5", "nan"), 19, "area limit T", share, "nan"},
      {sentence("2", "similar", "x,", "5", "inf"), 19, "area limit T", share, "inf"},
  };
  for (const Malformed& wrong : cases) {
    const std::string message = message_for(wrong.text);
    EXPECT_THAT(message, StartsWith("property sentence: word " + std::to_string(wrong.word) + " (" +
                                    wrong.meaning + "): expected " + wrong.expected));
    EXPECT_THAT(message, HasSubstr("found " + wrong.found + " in \"" + wrong.text + "\"; "));
  }
}

TEST(PropertySentence, SaysWhichWordIsMissing) {
  EXPECT_THAT(message_for("the image of a bracket"),
              StartsWith("property sentence: expected object count N as word 5, found only 5 words "
                         "in \"the image of a bracket\"; "));
  EXPECT_THAT(message_for(""), HasSubstr("found only 1 words in \"\""));
  EXPECT_THAT(message_for("the image of x have 1 similar x, with a maximum of 5 anomaly."),
              HasSubstr("expected area limit T as word 19, found only 14 words"));
}

TEST(PropertySentence, ExplainsWhatANameOfTwoWordsOrASecondSpaceDoes) {
  EXPECT_THAT(message_for("the image of circuit board have 1 similar circuit board, with"),
              AllOf(HasSubstr("word 5 (object count N): expected a whole number, found \"have\""),
                    HasSubstr("a name is one word (\"printed_circuit_board\")")));
  EXPECT_THAT(message_for("the  image of x have 1 similar x, with a maximum of 5 anomaly."),
              HasSubstr("found \"have\""));
}

}  // namespace
}  // namespace saa
