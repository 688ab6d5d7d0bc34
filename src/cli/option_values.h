// The values of options: read strictly, and where one cannot be meant the nearest that can is
// named.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace saa::cli {

/// A number in [low, high], written out in full: no NaN, no trailing characters.
/// @throws UsageError that names the option, the range and the text.
[[nodiscard]] double read_number(const std::string& option, const std::string& text, double low,
                                 double high);
[[nodiscard]] std::int64_t read_integer(const std::string& option, const std::string& text,
                                        std::int64_t low, std::int64_t high);

/// One of `names`, by its index. @throws UsageError that lists them and names the nearest.
[[nodiscard]] std::size_t read_choice(const std::string& option, const std::string& text,
                                      std::span<const std::string> names);

/// Adds an option whose text is handed to `take` each time it is given.
CLI::Option* add_text(CLI::App& app, const std::string& name, const std::string& value_name,
                      std::function<void(const std::string&)> take, const std::string& help);

/// Adds an option for one of several named values; the names are listed in the help.
template <typename T>
CLI::Option* add_choice(CLI::App& app, const std::string& name, T& target,
                        std::vector<std::pair<std::string, T>> choices, const std::string& help) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.push_back(choice.first);
  const std::string value_name = CLI::detail::join(names, "|");
  return add_text(
      app, name, value_name,
      [name, names = std::move(names), choices = std::move(choices), &target](
          const std::string& text) { target = choices[read_choice(name, text, names)].second; },
      help);
}

}  // namespace saa::cli
