// saa models where: the models folder, and the file that each part of a set would use.
#include "cli/columns.h"
#include "cli/models/models_verbs.h"
#include "cli/plain_text.h"
#include "cli/print.h"
#include "model_files/find.h"
#include "output/json.h"

#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

std::vector<const ModelSet*> chosen_sets(const std::vector<std::string>& names) {
  std::vector<const ModelSet*> sets;
  for (const std::string& name : names) {
    const ModelSet* set = find_model_set(name);
    if (set == nullptr)
      throw UsageError("'" + name + "' is not a set of models ('saa models list' shows all)");
    sets.push_back(set);
  }
  if (names.empty())
    for (const ModelSet& set : model_sets()) sets.push_back(&set);
  return sets;
}

std::string table(const fs::path& dir, const std::vector<const ModelSet*>& sets) {
  std::string text = "folder  " + plain_line(dir.string()) + "\n";
  for (const ModelSet* set : sets) {
    std::vector<std::vector<std::string>> rows;
    for (const ModelFile* model : set->files) {
      const auto found = find_serving(dir, *model);
      rows.push_back(
          {"  " + std::string(role_name(model->role)),
           found ? plain_line(found->file.string()) : "missing: " + std::string(model->file)});
    }
    text += "\n" + std::string(set->name) + "\n" + aligned_columns(rows);
  }
  return text;
}

Json to_json(const fs::path& dir, const std::vector<const ModelSet*>& sets) {
  Json json = {{"folder", valid_utf8(dir.string())}, {"sets", Json::object()}};
  for (const ModelSet* set : sets) {
    Json& roles = json["sets"][std::string(set->name)] = Json::object();
    for (const ModelFile* model : set->files) {
      const auto found = find_serving(dir, *model);
      roles[std::string(role_name(model->role))] =
          found ? Json(valid_utf8(found->file.string())) : Json();
    }
  }
  return json;
}

/// @returns the exit code: 1 if a set that was asked for is not complete.
int where(const fs::path& dir, const std::vector<std::string>& names, bool as_json) {
  const auto sets = chosen_sets(names);
  print(as_json ? json_page(to_json(dir, sets)) : table(dir, sets));
  if (names.empty()) return 0;
  int code = 0;
  for (const ModelSet* set : sets) {
    const auto missing = missing_models(dir, *set);
    if (missing.empty()) continue;
    spdlog::error("{}", plain_line(missing_line(dir, *set, missing)));
    code = 1;
  }
  return code;
}

}  // namespace

void add_models_where(CLI::App& models, Action& action) {
  CLI::App* verb =
      models.add_subcommand("where", "The models folder, and which file each part would use");
  const auto sets = std::make_shared<std::vector<std::string>>();
  const auto folder = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  verb->add_option("SET", *sets, "Sets to look at (default: all)");
  add_models_folder(*verb, *folder);
  verb->add_flag("--json", *as_json, "As JSON");
  verb->footer(
      "A conversion (.safetensors) is used before the official file that it was made from.\n"
      "Exit code 1 if a set that was named is not complete.\n"
      "Examples:\n"
      "  saa models where\n"
      "  saa models where saa-plus --models /data/models");
  verb->callback([&action, sets, folder, as_json] {
    action = [sets, folder, as_json] { return where(models_folder(*folder), *sets, *as_json); };
  });
}

}  // namespace saa::cli
