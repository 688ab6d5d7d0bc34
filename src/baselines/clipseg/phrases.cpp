#include "baselines/clipseg/phrases.h"

#include <algorithm>
#include <string_view>

namespace saa::baselines {
namespace {

/// Where the phrase at the front ends: at its full stop, or with the text.
std::size_t phrase_length(std::string_view text) {
  for (std::size_t stop = text.find('.'); stop < text.size(); stop = text.find('.', stop + 1)) {
    if (stop + 1 == text.size() || text[stop + 1] == ' ') return stop;
  }
  return text.size();
}

std::string_view without_spaces_around(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

std::vector<std::string> clipseg_phrases(const Profile& profile) {
  std::vector<std::string> phrases;
  for (const Prompt& prompt : profile.language_prompts()) {
    for (std::string_view rest = prompt.text; !rest.empty();) {
      const std::size_t length = phrase_length(rest);
      const std::string_view phrase = without_spaces_around(rest.substr(0, length));
      if (!phrase.empty() && std::ranges::find(phrases, phrase) == phrases.end())
        phrases.emplace_back(phrase);
      rest.remove_prefix(std::min(length + 1, rest.size()));
    }
  }
  return phrases;
}

}  // namespace saa::baselines
