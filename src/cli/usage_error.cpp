#include "cli/usage_error.h"

#include "core/nearest_name.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace saa::cli {
namespace {

/// The verb that was chosen, down to the last ("saa models fetch"), or the program itself.
std::vector<const CLI::App*> chosen(const CLI::App& app) {
  std::vector<const CLI::App*> path = {&app};
  for (auto verbs = app.get_subcommands(); !verbs.empty(); verbs = verbs.front()->get_subcommands())
    path.push_back(verbs.front());
  return path;
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

std::string unknown_word(const std::vector<const CLI::App*>& path, const std::string& word) {
  const std::vector<std::string> verbs = verb_names(*path.back());
  const bool is_option = word.starts_with('-');
  std::vector<std::string> known = verbs;
  if (is_option) {
    known.clear();
    for (auto app = path.rbegin(); app != path.rend(); ++app)
      std::ranges::copy(option_names(**app), std::back_inserter(known));
  }
  const std::string nearest = nearest_name(word.substr(0, word.find('=')), known);
  const std::string kind = is_option ? "option" : verbs.empty() ? "argument" : "command";
  return "unknown " + kind + " '" + word + "'" +
         (nearest.empty() ? "" : "; did you mean '" + nearest + "'?");
}

}  // namespace

std::string describe_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto path = chosen(app);
  const std::vector<std::string> verbs = verb_names(*path.back());
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  std::string command = "saa";
  for (std::size_t i = 1; i < path.size(); ++i) command += " " + path[i]->get_name();
  std::string what = error.what();
  if (!unknown.empty()) {
    what = unknown_word(path, unknown.front());
  } else if (!verbs.empty()) {
    what = "no command given; expected one of " + CLI::detail::join(verbs, ", ");
  }
  return what + " ('" + command + " --help' says more)";
}

}  // namespace saa::cli
