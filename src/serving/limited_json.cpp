#include "serving/limited_json.h"

#include <fmt/format.h>
#include <saa/error.h>

namespace saa::serving {

Json parse_limited(std::string_view text, std::string_view what, const JsonLimits& limits) {
  using Event = Json::parse_event_t;
  JsonLimits left = limits;
  const auto take = [what](std::size_t& of, const char* things) {
    if (of == 0) throw InputError(fmt::format("{} has too many {} to be a request", what, things));
    --of;
  };
  const auto check = [&](int depth, Event event, const Json&) {
    if (depth > limits.depth)
      throw InputError(fmt::format("{} is nested deeper than {}", what, limits.depth));
    if (event == Event::value) take(left.values, "values");
    if (event == Event::key) take(left.keys, "keys");
    if (event == Event::object_start || event == Event::array_start)
      take(left.containers, "lists and objects");
    return true;
  };
  try {
    return Json::parse(text, check);
  } catch (const Json::parse_error& error) {
    throw InputError(fmt::format("{} is not JSON, at byte {}", what, error.byte));
  } catch (const Json::out_of_range&) {
    throw InputError(fmt::format("{} is not JSON: a number in it is too large", what));
  }
}

}  // namespace saa::serving
