#include "models/grounding_dino/caption.h"

#include "models/grounding_dino/phrase.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <saa/error.h>
#include <string>
#include <vector>

namespace saa::grounding_dino {
namespace {

/// What tests/parity/caption.py found, and the vocabulary that scripts/fetch-models brings.
class CaptionParity : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = std::filesystem::path(SAA_MODELS_DIR) / "bert-base-uncased-vocab.txt";
    if (!std::filesystem::exists(file)) {
      GTEST_SKIP() << file << " is missing; scripts/fetch-models brings it";
    }
    tokenizer_.emplace(text::Vocabulary(file));
    std::ifstream json(std::filesystem::path(SAA_SOURCE_DIR) /
                       "tests/parity/models/fixtures/caption.json");
    fixture_ = nlohmann::json::parse(json);
  }

  std::optional<text::WordPiece> tokenizer_;
  nlohmann::json fixture_;
};

/// The tokens that each token sees, as [first, behind the last]; the others must be hidden.
std::vector<std::array<std::size_t, 2>> sees(const CaptionTokens& caption) {
  const std::size_t count = caption.tokens.size();
  EXPECT_EQ(caption.attention.size(), count * count);
  std::vector<std::array<std::size_t, 2>> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const float* row = &caption.attention[i * count];
    const float* first = std::find(row, row + count, 0.0F);
    const float* last = std::find_if(first, row + count, [](float x) { return x != 0.0F; });
    EXPECT_EQ(std::count(row, row + count, -INFINITY), (first - row) + (row + count - last));
    rows.push_back({std::size_t(first - row), std::size_t(last - row)});
  }
  return rows;
}

TEST_F(CaptionParity, IsReadAsTheOriginalDoes) {
  for (const auto& one : fixture_["captions"]) {
    if (one["caption"].is_string()) {
      EXPECT_EQ(preprocess_caption(one["caption"].get<std::string>()), one["ready"]);
    }
    const CaptionTokens read = read_caption(*tokenizer_, one["ready"].get<std::string>());
    EXPECT_EQ(read.tokens, one["tokens"].get<std::vector<std::int64_t>>()) << one["ready"];
    EXPECT_EQ(read.positions, one["positions"].get<std::vector<std::int64_t>>()) << one["ready"];
    using Rows = std::vector<std::array<std::size_t, 2>>;
    EXPECT_EQ(sees(read), one["sees"].get<Rows>()) << one["ready"];
  }
}

TEST_F(CaptionParity, PhrasesAreThoseOfTheOriginals) {
  for (const auto& one : fixture_["phrases"]) {
    // The original looks a phrase up among all tokens of the caption, also those cut off.
    const auto tokens = tokenizer_->encode(one["caption"].get<std::string>());
    std::vector<float> probabilities(256);
    for (const auto& [place, value] : one["probabilities"].items()) {
      probabilities[std::stoul(place)] = value;
    }
    const float threshold = one["threshold"];
    EXPECT_EQ(phrase(*tokenizer_, tokens, probabilities, threshold, PhraseTokens::inner),
              one["inner"]);
    EXPECT_EQ(phrase(*tokenizer_, tokens, probabilities, threshold, PhraseTokens::all), one["all"]);
  }
}

TEST_F(CaptionParity, ProbabilitiesBeyondTheTokensCountNothing) {
  const std::vector<float> probabilities(256, 1.0F);
  const auto tokens = tokenizer_->encode("black hole.");
  EXPECT_EQ(phrase(*tokenizer_, tokens, probabilities, 0.5F, PhraseTokens::all),
            "[CLS] black hole. [SEP]");
  EXPECT_EQ(
      phrase(*tokenizer_, tokens, std::span(probabilities).first(2), 0.5F, PhraseTokens::inner),
      "black");
}

TEST(Caption, MustBeUtf8) { EXPECT_THROW((void)preprocess_caption("hole\xff"), InputError); }

}  // namespace
}  // namespace saa::grounding_dino
