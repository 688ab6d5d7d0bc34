#include "text/clip_bpe.h"

#include "unit/temporary_folder.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <saa/error.h>
#include <string>

namespace saa::text {
namespace {

using Numbers = std::vector<std::int64_t>;

constexpr std::size_t kContext = 77;

/// A file with this content.
class MergesFile {
 public:
  explicit MergesFile(std::string_view content) {
    std::ofstream(file(), std::ios::binary) << content;
  }
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "merges.txt"; }

 private:
  test::TemporaryFolder folder_;
};

// "!" is the first byte of the alphabet, so that a letter's number is its code less 33; at the end
// of a word 256 more. 512: "ab", 513: "bc" at a word's end, 514: "abc".
constexpr std::string_view kTiny = "#version: 0.2\na b\nb c</w>\nab c</w>\n";

ClipBpe tiny() { return ClipBpe(MergesFile(kTiny).file()); }

TEST(ClipBpe, JoinsTheEarliestMergeFirstAndItsLeftmostPlace) {
  EXPECT_EQ(tiny().encode("abc", kContext), (Numbers{515, 514, 516}));
  EXPECT_EQ(tiny().encode("bc", kContext), (Numbers{515, 513, 516}));
  EXPECT_EQ(tiny().encode("ababab", kContext), (Numbers{515, 512, 512, 64, 321, 516}));
  EXPECT_EQ(tiny().encode("", kContext), (Numbers{515, 516}));
}

TEST(ClipBpe, CutsOffWhatExceedsTheContextBeforeTheEnd) {
  EXPECT_EQ(tiny().encode("a b c d", 4), (Numbers{515, 320, 321, 516}));
  EXPECT_EQ(tiny().encode("a b", 4), (Numbers{515, 320, 321, 516}));
  EXPECT_EQ(tiny().encode("a b", 2), (Numbers{515, 516}));
}

TEST(ClipBpe, TakesLongWordsInGoodTime) {
  std::string word;
  for (int i = 0; i < 200'000; ++i) word += i % 2 == 0 ? 'a' : 'b';
  EXPECT_EQ(tiny().encode(word, kContext).size(), kContext);
}

TEST(ClipBpe, RefusesTextThatIsNotUtf8) {
  EXPECT_THROW((void)tiny().encode("ab\xff", kContext), InputError);
}

std::string refusal(std::string_view content) {
  const MergesFile file(content);
  try {
    const ClipBpe tokenizer(file.file());
  } catch (const WeightsError& error) {
    const std::string what = error.what();
    return what.substr(what.find("merges.txt"), what.find(", expected") - what.find("merges.txt"));
  }
  return "taken";
}

TEST(ClipBpe, RefusesOtherFilesNamingTheLine) {
  EXPECT_EQ(refusal(""), "merges.txt, line 1: no '#version'");
  EXPECT_EQ(refusal("a b\n"), "merges.txt, line 1: no '#version'");
  EXPECT_EQ(refusal("#version\na b\nab\n"), "merges.txt, line 3: no pair");
  EXPECT_EQ(refusal("#version\na b\nc ba\n"),
            "merges.txt, line 3: 'ba', which no line before makes");
  EXPECT_EQ(refusal("#version\na b\na b\n"), "merges.txt, line 3: 'ab' once more");
  EXPECT_EQ(refusal("#version\r\na b\r\n"), "taken");
  EXPECT_EQ(refusal("\x1f\x8b\x08 damaged"), "merges.txt: damaged gzip data");
  EXPECT_THROW(ClipBpe("missing/merges.txt"), IoError);
}

TEST(ClipBpe, RefusesACheckpointWithOtherEmbeddings) {
  EXPECT_NO_THROW(tiny().expect_size(517));
  try {
    tiny().expect_size(49408);
    ADD_FAILURE() << "taken";
  } catch (const WeightsError& error) {
    EXPECT_NE(std::string(error.what()).find("517 tokens, expected 49408"), std::string::npos)
        << error.what();
  }
}

/// Against the original, with the merges that scripts/fetch-models brings.
class ClipMerges : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = std::filesystem::path(SAA_MODELS_DIR) / "bpe_simple_vocab_16e6.txt.gz";
    if (!std::filesystem::exists(file)) {
      GTEST_SKIP() << file << " is missing; scripts/fetch-models brings it";
    }
    tokenizer_.emplace(file);
    std::ifstream json(std::filesystem::path(SAA_SOURCE_DIR) / "tests/unit/text/clip_bpe.json");
    cases_ = nlohmann::json::parse(json);
  }

  std::optional<ClipBpe> tokenizer_;
  nlohmann::json cases_;
};

TEST_F(ClipMerges, EncodeAsTheOriginal) {
  ASSERT_GT(cases_.size(), 300U);
  for (const auto& one : cases_) {
    const auto text = one["text"].get<std::string>();
    EXPECT_EQ(tokenizer_->encode(text, kContext), one["ids"].get<Numbers>()) << one["text"];
    EXPECT_EQ(tokenizer_->encode(text, 8), one["short"].get<Numbers>()) << one["text"];
  }
}

TEST_F(ClipMerges, AreOf49408Tokens) {
  EXPECT_EQ(tokenizer_->size(), 49408U);
  EXPECT_EQ(tokenizer_->begin(), 49406);
  EXPECT_EQ(tokenizer_->end(), 49407);
}

}  // namespace
}  // namespace saa::text
