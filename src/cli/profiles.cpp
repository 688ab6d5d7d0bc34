// saa profiles: what is built in, as a start for one's own, and whether a file is valid.
#include "cli/plain_text.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "output/json.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <saa/error.h>
#include <saa/profile.h>
#include <spdlog/spdlog.h>
#include <string>
#include <vector>

namespace saa::cli {
namespace {

using Row = std::array<std::string, 6>;

Row table_row(const Profile& profile) {
  return {profile.name,
          profile.object,
          std::to_string(profile.object_count),
          std::to_string(profile.top_k),
          fmt::format("{:#}", profile.max_area),
          fmt::format("{} + {}", profile.general.size(), profile.prompts.size())};
}

/// Columns as wide as their widest cell; the first two hold words and start at the left.
std::string table(const std::vector<Row>& rows) {
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    text += fmt::format("{:<{}}  {:<{}}", row[0], widths[0], row[1], widths[1]);
    for (std::size_t i = 2; i < row.size(); ++i) text += fmt::format("  {:>{}}", row[i], widths[i]);
    text += '\n';
  }
  return text;
}

Json to_json(const Profile& profile) {
  Json prompts = Json::array();
  for (const Prompt& prompt : profile.language_prompts())
    prompts.push_back({{"text", prompt.text}, {"filtered_phrase", prompt.filtered_phrase}});
  return {{"name", profile.name},         {"class_name", profile.class_name},
          {"object", profile.object},     {"object_count", profile.object_count},
          {"similar", profile.similar},   {"top_k", profile.top_k},
          {"max_area", profile.max_area}, {"prompts", std::move(prompts)}};
}

int list(bool as_json) {
  std::vector<Row> rows = {{"NAME", "OBJECT", "COUNT", "K", "AREA", "PROMPTS"}};
  Json json = Json::array();
  for (const std::string& name : builtin_profiles()) {
    const Profile profile = find_profile(name);
    rows.push_back(table_row(profile));
    json.push_back(to_json(profile));
  }
  print(as_json ? json_page(json) : table(rows));
  return 0;
}

int show(const std::string& name) {
  print(builtin_profile_text(name));
  return 0;
}

bool is_valid(const std::string& file) {
  try {
    static_cast<void>(load_profile(file));
    return true;
  } catch (const Error& error) {
    spdlog::error("{}", plain_line(error.what()));
    return false;
  }
}

int check(const std::vector<std::string>& files) {
  bool all_valid = true;
  for (const std::string& file : files) {
    const bool valid = is_valid(file);
    if (valid) print(plain_line(file) + ": OK\n");
    all_valid = all_valid && valid;
  }
  return all_valid ? 0 : 1;
}

void add_list(CLI::App& profiles, Action& action) {
  CLI::App* verb = profiles.add_subcommand("list", "The built-in profiles as a table");
  const auto as_json = std::make_shared<bool>(false);
  verb->add_flag("--json", *as_json, "As JSON, with the text of every language prompt");
  verb->footer(
      "COUNT is how many objects a picture shows, K how many regions are kept, AREA the largest\n"
      "defect as a share of the object, PROMPTS the number of general + class-specific prompts.");
  verb->callback([&action, as_json] { action = [as_json] { return list(*as_json); }; });
}

void add_show(CLI::App& profiles, Action& action) {
  CLI::App* verb = profiles.add_subcommand("show", "A built-in profile as TOML");
  const auto name = std::make_shared<std::string>();
  verb->add_option("NAME", *name, "Name as in 'saa profiles list'")->required();
  verb->footer("Example, a start for a part of your own:\n  saa profiles show default > mine.toml");
  verb->callback([&action, name] { action = [name] { return show(*name); }; });
}

void add_check(CLI::App& profiles, Action& action) {
  CLI::App* verb = profiles.add_subcommand(
      "check", "Whether files are valid profiles, and if not, where and why");
  const auto files = std::make_shared<std::vector<std::string>>();
  verb->add_option("FILE", *files, "Profiles (TOML)")->required();
  verb->footer("Exit code 0 if all are valid, 1 if not.\nExample:\n  saa profiles check mine.toml");
  verb->callback([&action, files] { action = [files] { return check(*files); }; });
}

}  // namespace

void add_profiles(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "profiles", "List, show and check profiles: what is known about a class of parts");
  verb->require_subcommand(1);
  verb->footer(
      "Examples:\n"
      "  saa profiles list                            what is built in\n"
      "  saa profiles show visa/candle > mine.toml    a start for a part of your own\n"
      "  saa profiles check mine.toml                 is it valid?\n"
      "  saa predict part.png --profile mine.toml --out results");
  add_list(*verb, action);
  add_show(*verb, action);
  add_check(*verb, action);
}

}  // namespace saa::cli
