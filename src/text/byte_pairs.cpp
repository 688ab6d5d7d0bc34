#include "text/byte_pairs.h"

#include "text/packed_text.h"
#include "text/unicode.h"

#include <algorithm>
#include <array>
#include <queue>
#include <saa/error.h>
#include <string>
#include <tuple>

namespace saa::text {
namespace {

constexpr std::size_t kBytes = 256;
constexpr std::size_t kSpecials = 2;
/// The published file has more merges than CLIP was trained with.
constexpr std::size_t kMerges = 49408 - 2 * kBytes - kSpecials;
constexpr std::string_view kWordEnd = "</w>";
constexpr std::size_t kLargestFile = std::size_t{16} << 20U;
constexpr std::int64_t kNone = -1;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// Bytes that stand for themselves in the list: they print.
bool prints(unsigned byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte != 0xAD);
}

/// Bytes by their tokens: those that print, then the others.
std::array<unsigned char, kBytes> alphabet() {
  std::array<unsigned char, kBytes> bytes{};
  for (unsigned i = 0; i < kBytes; ++i) bytes.at(i) = static_cast<unsigned char>(i);
  std::ranges::stable_partition(bytes, prints);
  return bytes;
}

std::array<std::int64_t, kBytes> tokens_of_bytes() {
  const auto bytes = alphabet();
  std::array<std::int64_t, kBytes> tokens{};
  for (std::size_t i = 0; i < kBytes; ++i) tokens.at(bytes.at(i)) = static_cast<std::int64_t>(i);
  return tokens;
}

/// Tokens by how the list writes them: a byte that does not print is a character from U+0100 on.
std::unordered_map<std::string, std::int64_t> written_bytes() {
  std::unordered_map<std::string, std::int64_t> tokens;
  char32_t stand_in = 0x100;
  for (const unsigned byte : alphabet()) {
    std::string text;
    append_utf8(text, prints(byte) ? char32_t{byte} : stand_in++);
    const auto token = static_cast<std::int64_t>(tokens.size() / 2);
    tokens.emplace(text + std::string(kWordEnd), token + std::int64_t{kBytes});
    tokens.emplace(std::move(text), token);
  }
  return tokens;
}

std::uint64_t key(std::int64_t left, std::int64_t right) {
  return (static_cast<std::uint64_t>(left) << 32U) | static_cast<std::uint64_t>(right);
}

/// The next line, taken off the front; without a carriage return.
std::string_view take_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// A token of the word that is being put together; joined ones leave a gap.
struct Part {
  std::int64_t token;
  std::size_t before, behind;
};

/// A merge that was possible when it was found.
struct Step {
  std::int64_t result;
  std::size_t place;
  std::int64_t left, right;

  /// For a queue that gives the earliest merge first, and of one merge the leftmost place.
  bool operator<(const Step& other) const {
    return std::tie(result, place) > std::tie(other.result, other.place);
  }
};

}  // namespace

BytePairs::BytePairs(const std::filesystem::path& merges) {
  const std::string all = read_packed_text(merges, kLargestFile);
  std::string_view rest = all;
  std::size_t number = 1;
  const auto refuse = [&](const std::string& what) {
    throw WeightsError(merges.string() + ", line " + std::to_string(number) + ": " + what +
                       ", expected the merges of CLIP's tokenizer "
                       "(bpe_simple_vocab_16e6.txt.gz or merges.txt)");
  };
  if (take_line(rest).find("#version") == std::string_view::npos) refuse("no '#version'");
  auto tokens = written_bytes();
  const auto token = [&](std::string_view text) {
    const auto found = tokens.find(std::string(text));
    if (found == tokens.end()) refuse("'" + std::string(text) + "', which no line before makes");
    return found->second;
  };
  while (merges_.size() < kMerges && !rest.empty()) {
    ++number;
    const std::string_view line = take_line(rest);
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) refuse("no pair");
    const std::string_view left = line.substr(0, space);
    const std::string_view right = line.substr(space + 1);
    const auto result = static_cast<std::int64_t>(tokens.size());
    merges_.emplace(key(token(left), token(right)), result);
    if (!tokens.emplace(std::string(left) + std::string(right), result).second)
      refuse("'" + std::string(left) + std::string(right) + "' once more");
  }
}

std::size_t BytePairs::size() const { return 2 * kBytes + merges_.size() + kSpecials; }

std::int64_t BytePairs::joined(std::int64_t left, std::int64_t right) const {
  const auto found = merges_.find(key(left, right));
  return found == merges_.end() ? kNone : found->second;
}

void BytePairs::append(std::string_view word, std::vector<std::int64_t>& tokens) const {
  static const std::array<std::int64_t, kBytes> kTokens = tokens_of_bytes();
  std::vector<Part> parts;
  for (const char byte : word) {
    const std::size_t i = parts.size();
    parts.push_back({kTokens.at(static_cast<unsigned char>(byte)), i - 1, i + 1});
  }
  if (parts.empty()) return;
  parts.back().token += std::int64_t{kBytes};
  parts.back().behind = kNowhere;

  std::priority_queue<Step> steps;
  const auto consider = [&](std::size_t left) {
    if (left == kNowhere || parts[left].behind == kNowhere) return;
    const std::int64_t right = parts[parts[left].behind].token;
    const std::int64_t result = joined(parts[left].token, right);
    if (result != kNone) steps.push({result, left, parts[left].token, right});
  };
  for (std::size_t i = 0; i < parts.size(); ++i) consider(i);
  while (!steps.empty()) {
    const Step step = steps.top();
    steps.pop();
    Part& left = parts[step.place];
    if (left.token != step.left || left.behind == kNowhere) continue;
    Part& right = parts[left.behind];
    if (right.token != step.right) continue;
    left.token = step.result;
    left.behind = right.behind;
    right.token = kNone;
    if (left.behind != kNowhere) parts[left.behind].before = step.place;
    consider(left.before);
    consider(step.place);
  }
  for (std::size_t i = 0; i != kNowhere; i = parts[i].behind) tokens.push_back(parts[i].token);
}

}  // namespace saa::text
