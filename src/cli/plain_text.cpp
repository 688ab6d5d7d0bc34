#include "cli/plain_text.h"

#include <algorithm>

namespace saa::cli {

std::string plain_line(std::string_view text) {
  std::string line(text);
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  };
  std::ranges::replace_if(line, is_control, '?');
  return line;
}

}  // namespace saa::cli
