#include "evaluation/prompt_bench/phrase_list.h"

#include <algorithm>
#include <map>
#include <saa/error.h>

namespace saa {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

Prompt read_phrase(std::string_view line, const std::string& filtered_phrase) {
  const std::size_t sign = line.find('=');
  if (sign == std::string_view::npos) return {std::string(line), filtered_phrase};
  return {trimmed(line.substr(0, sign)), trimmed(line.substr(sign + 1))};
}

}  // namespace

std::vector<Prompt> parse_phrase_list(std::string_view text, std::string_view source,
                                      const std::string& filtered_phrase) {
  std::vector<Prompt> phrases;
  std::map<std::string, std::size_t> lines;
  const auto refuse = [&source](std::size_t number, const std::string& what) {
    throw InputError(std::string(source) + ", line " + std::to_string(number) + ": " + what);
  };
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    Prompt phrase = read_phrase(line, filtered_phrase);
    if (phrase.text.empty()) refuse(number, "expected a phrase before '=', found \"" + line + "\"");
    const auto [first, is_new] = lines.emplace(phrase_line(phrase), number);
    if (!is_new)
      refuse(number, "the same as line " + std::to_string(first->second) + "; remove it");
    phrases.push_back(std::move(phrase));
  }
  if (phrases.empty()) {
    throw InputError("there is no phrase in " + std::string(source) +
                     "; expected one a line, as in \"black hole\" or \"crack=tile\"");
  }
  return phrases;
}

std::string phrase_line(const Prompt& phrase) { return phrase.text + "=" + phrase.filtered_phrase; }

}  // namespace saa
