#include "checkpoint/in_quotes.h"

namespace saa {

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 120;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "'";
  for (const char character : text.substr(0, kShown)) {
    const auto code = static_cast<unsigned char>(character);
    if (code >= 0x20 && code < 0x7F) {
      result += character;
    } else {
      result += "\\x";
      result += kDigits[code >> 4];
      result += kDigits[code & 0xF];
    }
  }
  if (text.size() > kShown) result += "…";
  return result + "'";
}

}  // namespace saa
