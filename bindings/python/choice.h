// Enumerators by the words that the command line has for them.
#pragma once

#include "core/nearest_name.h"

#include <array>
#include <saa/error.h>
#include <string>

namespace saa::python {

/// The enumerator at the place of `word` in `words`, which lists all of them in their order.
/// @throws UsageError that lists the words and names the nearest.
template <typename Enum, std::size_t kCount>
[[nodiscard]] Enum choice(const char* argument, const std::string& word,
                          const std::array<std::string, kCount>& words) {
  std::string listed;
  for (std::size_t i = 0; i < kCount; ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
    listed += (i == 0 ? "" : ", ") + words[i];
  }
  const std::string nearest = nearest_name(word, words);
  throw UsageError(std::string(argument) + " is \"" + word + "\"; expected one of " + listed +
                   (nearest.empty() ? "" : " (did you mean \"" + nearest + "\"?)"));
}

}  // namespace saa::python
