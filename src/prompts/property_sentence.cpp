#include "prompts/profile_rules.h"

#include <charconv>
#include <fmt/format.h>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

// "the image of candle have 4 similar candle, with a maximum of 1 anomaly. The anomaly would not
//   0    1   2    3     4   5    6       7     8  9    10    11 12   13     14    15     16   17
// exceed 0.3 object area. "
//   18   19    20    21
constexpr std::size_t kObjectCountWord = 5;
constexpr std::size_t kSimilarWord = 6;
constexpr std::size_t kObjectWord = 7;
constexpr std::size_t kTopKWord = 12;
constexpr std::size_t kMaxAreaWord = 19;

/// The sentence split at every single space, as Python's str.split(" ") does: two spaces in a row
/// enclose an empty word.
class Words {
 public:
  explicit Words(std::string_view sentence) : sentence_(sentence) {
    for (std::size_t begin = 0; begin <= sentence.size();) {
      const std::size_t end = std::min(sentence.find(' ', begin), sentence.size());
      words_.push_back(sentence.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  [[nodiscard]] std::string_view at(std::size_t position, std::string_view meaning) const {
    if (position < words_.size()) return words_[position];
    throw InputError(
        fmt::format("property sentence: expected {} as word {}, found only {} words in {}; {}",
                    meaning, position, words_.size(), quote(sentence_), kForm));
  }

  [[noreturn]] void fail(std::size_t position, std::string_view meaning,
                         const std::string& problem) const {
    throw InputError(fmt::format("property sentence: word {} ({}): {} in {}; {}", position, meaning,
                                 problem, quote(sentence_), kForm));
  }

 private:
  static constexpr std::string_view kForm =
      "words are counted from 0 and split at single spaces, so a name is one word "
      "(\"printed_circuit_board\"), as in \"the image of X have N similar X, with a maximum of K "
      "anomaly. The anomaly would not exceed T object area.\"";

  std::string_view sentence_;
  std::vector<std::string_view> words_;
};

/// The whole word as a number, or nothing. Like Python's int() and float() it allows a plus sign
/// and, for double, "1." and ".5"; "20." and "5.0" are no whole numbers.
template <typename Number>
std::optional<Number> parse_number(std::string_view word) {
  if (word.starts_with('+') && !word.starts_with("+-")) word.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

int read_count(const Words& words, std::size_t position, std::string_view meaning) {
  const std::string_view word = words.at(position, meaning);
  const auto value = parse_number<std::int64_t>(word);
  if (!value) words.fail(position, meaning, "expected a whole number, found " + quote(word));
  if (const Problem problem = count_problem(*value)) words.fail(position, meaning, *problem);
  return static_cast<int>(*value);
}

double read_area(const Words& words, std::size_t position, std::string_view meaning) {
  const std::string_view word = words.at(position, meaning);
  const auto value = parse_number<double>(word);
  if (!value) words.fail(position, meaning, "expected a number, found " + quote(word));
  if (const Problem problem = area_problem(*value)) words.fail(position, meaning, *problem);
  return *value;
}

/// The published code takes any word here and never looks at it again; a typo is worth a message.
bool read_similar(const Words& words, std::size_t position, std::string_view meaning) {
  const std::string_view word = words.at(position, meaning);
  if (word != "similar" && word != "dissimilar") {
    words.fail(position, meaning, "expected \"similar\" or \"dissimilar\", found " + quote(word));
  }
  return word == "similar";
}

std::string read_object(const Words& words, std::size_t position, std::string_view meaning) {
  const std::string_view word = words.at(position, meaning);
  if (const Problem problem = text_problem(word)) words.fail(position, meaning, *problem);
  return std::string(word);
}

}  // namespace

Profile with_property_sentence(Profile profile, std::string_view sentence) {
  const Words words(sentence);
  profile.object_count = read_count(words, kObjectCountWord, "object count N");
  profile.similar = read_similar(words, kSimilarWord, "similar or dissimilar");
  profile.object = read_object(words, kObjectWord, "object name");
  profile.reference_object.clear();
  profile.top_k = read_count(words, kTopKWord, "largest number of anomalies K");
  profile.max_area = read_area(words, kMaxAreaWord, "area limit T");
  return profile;
}

}  // namespace saa
