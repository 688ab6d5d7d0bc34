// An object of a JSON request, read without forgiving anything: unknown keys, other types and
// values out of range are refused by the key's name.
#pragma once

#include "output/json.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa::serving {

/// @throws InputError if the text is not JSON, or not an object. @param what names it in messages.
[[nodiscard]] Json parse_json_object(std::string_view text, std::string_view what);

class JsonFields {
 public:
  /// @param path names the object in messages: "" the request itself, else "switches" or such.
  /// @throws InputError if `json` is not an object, or for a key that is not one of `keys` (with
  ///         the nearest of them). `json` must outlive this.
  JsonFields(const Json& json, std::string path, std::span<const std::string> keys);

  /// The value, or null where the key is missing or null.
  [[nodiscard]] const Json* find(const std::string& key) const;

  /// Each is nothing where the key is missing or null. @throws InputError as above.
  [[nodiscard]] std::optional<bool> flag(const std::string& key) const;
  [[nodiscard]] std::optional<double> number(const std::string& key, double low, double high) const;
  [[nodiscard]] std::optional<std::int64_t> integer(const std::string& key, std::int64_t low,
                                                    std::int64_t high) const;
  [[nodiscard]] std::optional<std::string> text(const std::string& key) const;
  [[nodiscard]] std::optional<std::vector<std::string>> texts(const std::string& key) const;
  /// One of `names`, by its index.
  [[nodiscard]] std::optional<std::size_t> choice(const std::string& key,
                                                  std::span<const std::string> names) const;

  /// "switches.saliency": `key` as a message names it.
  [[nodiscard]] std::string name(const std::string& key) const;
  [[noreturn]] void fail(const std::string& key, std::string_view expected) const;

 private:
  const Json& json_;
  std::string path_;
};

/// "; did you mean \"…\"?", or the list of names where none is near.
[[nodiscard]] std::string suggestion(std::string_view typed, std::span<const std::string> names);

}  // namespace saa::serving
