// Sizes of files for people.
#pragma once

#include <cstdint>
#include <string>

namespace saa {

/// "694 MB", "2.6 GB", "40.7 MB": decimal units, three digits.
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace saa
