// JSON as saa writes it: keys in the order given, always valid UTF-8, never NaN or infinity.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace saa {

using Json = nlohmann::ordered_json;

/// The number, or null where JSON has no word for it (NaN, infinity).
[[nodiscard]] Json json_number(double value);

/// A float by its shortest decimal form: 12.3F becomes 12.3, not 12.300000190734863.
[[nodiscard]] Json json_number(float value);

/// On one line, or indented by two spaces with a line feed at the end. Bytes that are not UTF-8 (a
/// file name may hold any) become U+FFFD.
[[nodiscard]] std::string json_line(const Json& json);
[[nodiscard]] std::string json_page(const Json& json);

/// The text with every byte that is not UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace saa
