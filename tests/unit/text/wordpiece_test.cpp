#include "text/wordpiece.h"

#include "unit/temporary_folder.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <saa/error.h>
#include <string>

namespace saa::text {
namespace {

using Numbers = std::vector<std::int64_t>;

/// A file of these lines.
class Lines {
 public:
  explicit Lines(std::string_view lines) { std::ofstream(file(), std::ios::binary) << lines; }
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "vocab.txt"; }

 private:
  test::TemporaryFolder folder_;
};

constexpr std::string_view kTiny =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n.\nhole\ncrack\n##s\n##ed\nun\n##crack\n#\n\u20AC\n";

WordPiece tiny() { return WordPiece(Vocabulary(Lines(kTiny).file())); }

TEST(WordPiece, TakesTheLongestPiecesFromTheLeft) {
  EXPECT_EQ(tiny().encode("Holes uncracked."), (Numbers{2, 5, 7, 9, 10, 8, 4, 3}));
}

TEST(WordPiece, AWordWithAnUnknownPartIsUnknownAsAWhole) {
  EXPECT_EQ(tiny().encode("crackx crack"), (Numbers{2, 1, 6, 3}));
}

TEST(WordPiece, PiecesOfTheInsideDoNotBeginAWord) {
  EXPECT_EQ(tiny().encode("s ##s"), (Numbers{2, 1, 11, 11, 1, 3}));
}

TEST(WordPiece, SpecialPiecesInTheTextStandForThemselvesIfTheVocabularyHasThem) {
  EXPECT_EQ(tiny().encode("hole[SEP]crack[PAD]"), (Numbers{2, 5, 3, 6, 0, 3}));
  EXPECT_EQ(tiny().encode("[MASK]"), (Numbers{2, 1, 1, 1, 3}));
}

TEST(WordPiece, DecodesWhatItHas) {
  EXPECT_EQ(tiny().decode(Numbers{9, 10, 8, 5, 4, 12}), "uncracked hole. \u20AC");
  EXPECT_EQ(tiny().decode(Numbers{7, 13, -1, 7}), "##ss");
  EXPECT_EQ(tiny().decode({}), "");
}

TEST(WordPiece, RefusesTextThatIsNotUtf8NamingTheByte) {
  for (const std::string_view text :
       {"ab\xff", "ab\xc3", "ab\xc0\x80", "ab\xed\xa0\x80", "ab\xf4\x90\x80\x80"}) {
    try {
      (void)tiny().encode(text);
      ADD_FAILURE() << "taken";
    } catch (const InputError& error) {
      EXPECT_STREQ(error.what(), "text that is not UTF-8, from byte 3 on: write it as UTF-8");
    }
  }
}

std::string refusal(std::string_view lines) {
  const Lines file(lines);
  try {
    const Vocabulary vocabulary(file.file());
  } catch (const WeightsError& error) {
    const std::string what = error.what();
    return what.substr(what.find("vocab.txt"));
  }
  return "taken";
}

TEST(Vocabulary, RefusesDamagedFilesNamingTheLine) {
  const std::string expected = ", expected one word piece of BERT's vocabulary";
  EXPECT_EQ(refusal("[UNK]\r\n[CLS]\r\n[SEP]\r\n"),
            "vocab.txt, line 1: a line that ends in a carriage return" + expected);
  EXPECT_EQ(refusal("[UNK]\n[CLS]\n\n[SEP]\n"), "vocab.txt, line 3: an empty line" + expected);
  EXPECT_EQ(refusal("[UNK]\n[CLS]\n[SEP]\na\n[CLS]\n"),
            "vocab.txt, line 5: '[CLS]' once more, first on line 2" + expected);
  EXPECT_EQ(refusal("[UNK]\n\xff\n"), "vocab.txt, line 2: bytes that are not UTF-8" + expected);
}

TEST(Vocabulary, RefusesFilesThatAreNoVocabulary) {
  EXPECT_EQ(refusal("[UNK]\n[SEP]\n"),
            "vocab.txt: no line '[CLS]', expected the vocabulary of a BERT");
  EXPECT_EQ(refusal(""), "vocab.txt: no line '[UNK]', expected the vocabulary of a BERT");
  EXPECT_EQ(refusal("[UNK]\n[CLS]\n[SEP]"), "taken");
  EXPECT_THROW(Vocabulary("missing/vocab.txt"), IoError);
}

TEST(Vocabulary, RefusesACheckpointWithOtherEmbeddings) {
  const Vocabulary vocabulary(Lines(kTiny).file());
  EXPECT_NO_THROW(vocabulary.expect_size(13));
  try {
    vocabulary.expect_size(30522);
    ADD_FAILURE() << "taken";
  } catch (const WeightsError& error) {
    EXPECT_NE(std::string(error.what()).find("13 word pieces, expected 30522"), std::string::npos)
        << error.what();
  }
}

/// Against Hugging Face's tokenizer, with the vocabulary that scripts/fetch-models brings.
class BertBaseUncased : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = std::filesystem::path(SAA_MODELS_DIR) / "bert-base-uncased-vocab.txt";
    if (!std::filesystem::exists(file)) {
      GTEST_SKIP() << file << " is missing; scripts/fetch-models brings it";
    }
    tokenizer_.emplace(Vocabulary(file));
    std::ifstream json(std::filesystem::path(SAA_SOURCE_DIR) / "tests/unit/text/wordpiece.json");
    cases_ = nlohmann::json::parse(json);
  }

  std::optional<WordPiece> tokenizer_;
  nlohmann::json cases_;
};

TEST_F(BertBaseUncased, EncodesAsTheOriginal) {
  ASSERT_GT(cases_["encoded"].size(), 250U);
  for (const auto& one : cases_["encoded"]) {
    EXPECT_EQ(tokenizer_->encode(one["text"].get<std::string>()), one["ids"].get<Numbers>())
        << one["text"];
  }
}

TEST_F(BertBaseUncased, DecodesAsTheOriginal) {
  for (const char* part : {"encoded", "decoded"}) {
    for (const auto& one : cases_[part]) {
      EXPECT_EQ(tokenizer_->decode(one["ids"].get<Numbers>()), one["decoded"]) << one["ids"];
    }
  }
}

}  // namespace
}  // namespace saa::text
