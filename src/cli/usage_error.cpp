#include "cli/usage_error.h"

#include "core/nearest_name.h"

#include <vector>

namespace saa::cli {
namespace {

/// The verb that was chosen, or the program itself.
const CLI::App& chosen(const CLI::App& app) {
  const auto verbs = app.get_subcommands();
  return verbs.empty() ? app : *verbs.front();
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) names.push_back(verb->get_name());
  return names;
}

std::string unknown_word(const CLI::App& app, const CLI::App& verb, const std::string& word) {
  const bool is_option = word.starts_with('-');
  std::vector<std::string> known = is_option ? option_names(verb) : verb_names(app);
  if (is_option && &verb != &app) {
    const auto common = option_names(app);
    known.insert(known.end(), common.begin(), common.end());
  }
  const std::string nearest = nearest_name(word.substr(0, word.find('=')), known);
  const std::string kind = is_option ? "option" : &verb == &app ? "command" : "argument";
  return "unknown " + kind + " '" + word + "'" +
         (nearest.empty() ? "" : "; did you mean '" + nearest + "'?");
}

}  // namespace

std::string describe_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& verb = chosen(app);
  const bool has_verb = &verb != &app;
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  std::string what = error.what();
  if (!unknown.empty()) {
    what = unknown_word(app, verb, unknown.front());
  } else if (!has_verb) {
    what = "no command given; expected one of " + CLI::detail::join(verb_names(app), ", ");
  }
  return what + " ('saa" + (has_verb ? " " + verb.get_name() : "") + " --help' says more)";
}

}  // namespace saa::cli
