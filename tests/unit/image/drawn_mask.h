// Masks drawn as text.
#pragma once

#include <initializer_list>
#include <saa/image.h>
#include <string_view>

namespace saa {

/// One string a row: '#' is set.
inline Mask drawn(std::initializer_list<std::string_view> rows) {
  Mask mask(static_cast<int>(rows.begin()->size()), static_cast<int>(rows.size()));
  auto out = mask.values.begin();
  for (const std::string_view row : rows)
    for (const char c : row) *out++ = c == '#';
  return mask;
}

}  // namespace saa
