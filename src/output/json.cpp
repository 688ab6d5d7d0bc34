#include "output/json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace saa {
namespace {

std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_number(float value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  double decimal = 0;
  std::from_chars(digits.data(), end, decimal);
  return json_number(decimal);
}

std::string json_line(const Json& json) { return dump(json, -1); }

std::string json_page(const Json& json) { return dump(json, 2) + "\n"; }

std::string valid_utf8(std::string_view text) {
  return Json::parse(dump(Json(text), -1)).get<std::string>();
}

}  // namespace saa
