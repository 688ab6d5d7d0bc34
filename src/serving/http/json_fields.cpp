#include "serving/http/json_fields.h"

#include "core/nearest_name.h"
#include "prompts/profile_rules.h"
#include "serving/limited_json.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <saa/error.h>
#include <utility>

namespace saa::serving {
namespace {

/// A value in the words of a message; a long one is cut.
std::string described(const Json& value) {
  if (value.is_string()) return "the text " + quote(value.get_ref<const std::string&>());
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return json_line(value);
}

}  // namespace

std::string suggestion(std::string_view typed, std::span<const std::string> names) {
  const std::string nearest = nearest_name(typed, names);
  if (nearest.empty()) return fmt::format("; expected one of {}", fmt::join(names, ", "));
  return fmt::format("; did you mean \"{}\"?", nearest);
}

Json parse_json_object(std::string_view text, std::string_view what) {
  Json json = parse_limited(text, what, {});
  if (!json.is_object())
    throw InputError(fmt::format("{}: expected an object, found {}", what, described(json)));
  return json;
}

JsonFields::JsonFields(const Json& json, std::string path, std::span<const std::string> keys)
    : json_(json), path_(std::move(path)) {
  if (!json.is_object())
    throw InputError(fmt::format("{}: expected an object, found {}", path_, described(json)));
  for (const auto& [key, value] : json.items()) {
    if (std::ranges::find(keys, key) == keys.end())
      throw InputError(fmt::format("unknown key {}{}", quote(name(key)), suggestion(key, keys)));
  }
}

std::string JsonFields::name(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

void JsonFields::fail(const std::string& key, std::string_view expected) const {
  throw InputError(
      fmt::format("{}: expected {}, found {}", name(key), expected, described(json_.at(key))));
}

const Json* JsonFields::find(const std::string& key) const {
  const auto place = json_.find(key);
  return place == json_.end() || place->is_null() ? nullptr : &*place;
}

std::optional<bool> JsonFields::flag(const std::string& key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) fail(key, "true or false");
  return value->get<bool>();
}

std::optional<double> JsonFields::number(const std::string& key, double low, double high) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (number >= low && number <= high) return number;
  }
  fail(key, fmt::format("a number from {:g} to {:g}", low, high));
}

std::optional<std::int64_t> JsonFields::integer(const std::string& key, std::int64_t low,
                                                std::int64_t high) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  // Exact up to 2^53, which no limit comes near; 5.0 is a whole number too.
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (number >= double(low) && number <= double(high) && std::trunc(number) == number)
      return static_cast<std::int64_t>(number);
  }
  fail(key, fmt::format("a whole number from {} to {}", low, high));
}

std::optional<std::string> JsonFields::text(const std::string& key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail(key, "a text");
  return value->get<std::string>();
}

std::optional<std::vector<std::string>> JsonFields::texts(const std::string& key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto is_text = [](const Json& entry) { return entry.is_string(); };
  if (!value->is_array() || !std::ranges::all_of(*value, is_text)) fail(key, "a list of texts");
  return value->get<std::vector<std::string>>();
}

std::optional<std::size_t> JsonFields::choice(const std::string& key,
                                              std::span<const std::string> names) const {
  const std::optional<std::string> typed = text(key);
  if (!typed) return std::nullopt;
  const auto place = std::ranges::find(names, *typed);
  if (place == names.end())
    throw InputError(
        fmt::format("{}: unknown name {}{}", name(key), quote(*typed), suggestion(*typed, names)));
  return std::size_t(place - names.begin());
}

}  // namespace saa::serving
