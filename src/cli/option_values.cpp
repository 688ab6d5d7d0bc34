#include "cli/option_values.h"

#include "core/nearest_name.h"

#include <charconv>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa::cli {
namespace {

/// The whole text as a T, or a usage error.
template <typename T>
T read_between(const std::string& option, const std::string& text, T low, T high) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  // A NaN is neither below nor above: asked this way round it fails as well.
  const bool inside = error == std::errc() && stop == end && value >= low && value <= high;
  if (inside) return value;
  const std::string_view kind = std::is_integral_v<T> ? "a whole number" : "a number";
  throw UsageError(
      fmt::format("{} takes {} from {} to {}, not '{}'", option, kind, low, high, text));
}

}  // namespace

double read_number(const std::string& option, const std::string& text, double low, double high) {
  return read_between(option, text, low, high);
}

std::int64_t read_integer(const std::string& option, const std::string& text, std::int64_t low,
                          std::int64_t high) {
  return read_between(option, text, low, high);
}

std::size_t read_choice(const std::string& option, const std::string& text,
                        std::span<const std::string> names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return i;
  const std::string nearest = nearest_name(text, names);
  throw UsageError(fmt::format("{} takes one of {}, not '{}'{}", option, fmt::join(names, ", "),
                               text, nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
}

CLI::Option* add_text(CLI::App& app, const std::string& name, const std::string& value_name,
                      std::function<void(const std::string&)> take, const std::string& help) {
  return app.add_option_function<std::string>(name, take, help)
      ->type_name(value_name)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

}  // namespace saa::cli
