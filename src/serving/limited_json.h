// JSON from clients: read within limits, since a text of few bytes may mean values that take many.
#pragma once

#include "output/json.h"

#include <cstddef>
#include <string_view>

namespace saa::serving {

/// Of a whole text. The usual ones are far beyond any request that means something.
struct JsonLimits {
  int depth = 32;
  std::size_t containers = 100'000;  ///< lists and objects; about a hundred bytes each
  std::size_t keys = 10'000;         ///< time grows with their square: each is compared with others
  std::size_t values = 1'000'000;    ///< others; 16 bytes each
};

/// @throws InputError beyond a limit, or if the text is not JSON: "WHAT is not JSON, at byte N".
[[nodiscard]] Json parse_limited(std::string_view text, std::string_view what,
                                 const JsonLimits& limits);

}  // namespace saa::serving
