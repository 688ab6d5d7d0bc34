// saa models list: every registered file and set, and whether it is here.
#include "cli/columns.h"
#include "cli/models/models_verbs.h"
#include "cli/print.h"
#include "model_files/find.h"
#include "model_files/size_text.h"
#include "output/json.h"

#include <algorithm>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

/// "yes", the name of what serves in its place, or "-".
std::string here(const fs::path& dir, const ModelFile& model) {
  const auto file = find_model(dir, model);
  if (!file) return "-";
  return file->filename() == fs::path(model.file) ? "yes" : "as " + file->extension().string();
}

std::string checksum_cell(const ModelFile& model) {
  if (model.sha256.empty()) return "not published";
  return model.has_full_checksum() ? "SHA-256" : std::to_string(model.sha256.size()) + " digits";
}

std::string table(const fs::path& dir) {
  std::vector<std::vector<std::string>> rows = {
      {"FILE", "SIZE", "ROLE", "NETWORK", "CHECKSUM", "LICENCE", "HERE"}};
  for (const ModelFile& model : model_files()) {
    rows.push_back({std::string(model.file), model.size == 0 ? "unknown" : size_text(model.size),
                    std::string(role_name(model.role)), std::string(model.name),
                    checksum_cell(model), std::string(model.licence), here(dir, model)});
  }
  std::string text = aligned_columns(rows) + "\n";
  rows = {{"SET", "FILES"}};
  for (const ModelSet& set : model_sets()) {
    rows.push_back({std::string(set.name), std::string(set.summary)});
    for (const ModelFile* model : set.files) rows.push_back({"", std::string(model->file)});
  }
  return text + aligned_columns(rows);
}

Json or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }

Json to_json(const ModelFile& model, const fs::path& dir) {
  Json urls = Json::array();
  for (const std::string_view url : model.urls)
    if (!url.empty()) urls.push_back(url);
  const auto file = find_model(dir, model);
  return {{"file", model.file},
          {"name", model.name},
          {"role", role_name(model.role)},
          {"network", or_null(model.network)},
          {"urls", std::move(urls)},
          {"size", model.size == 0 ? Json() : Json(model.size)},
          {"sha256", model.has_full_checksum() ? Json(model.sha256) : Json()},
          {"sha256_begins", or_null(model.sha256.substr(0, 8))},
          {"checksum_source", or_null(model.checksum_source)},
          {"licence", model.licence},
          {"here", file ? Json(valid_utf8(file->string())) : Json()}};
}

Json all_as_json(const fs::path& dir) {
  Json files = Json::array();
  for (const ModelFile& model : model_files()) files.push_back(to_json(model, dir));
  Json sets = Json::object();
  for (const ModelSet& set : model_sets()) {
    Json& names = sets[std::string(set.name)] = Json::array();
    for (const ModelFile* model : set.files) names.push_back(model->file);
  }
  return {{"folder", valid_utf8(dir.string())}, {"files", std::move(files)}, {"sets", sets}};
}

}  // namespace

void add_models_list(CLI::App& models, Action& action) {
  CLI::App* verb =
      models.add_subcommand("list", "The official files and sets, and which of them are here");
  const auto folder = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  add_models_folder(*verb, *folder);
  verb->add_flag("--json", *as_json, "As JSON, with addresses, checksums and who states them");
  verb->footer(
      "CHECKSUM: 'SHA-256' where all of it is known, '8 digits' where the publisher gives its\n"
      "beginning only. HERE: 'yes' under the official name, 'as .safetensors' converted.\n"
      "Examples:\n"
      "  saa models list\n"
      "  saa models list --json | jq -r '.files[].urls[0]'");
  verb->callback([&action, folder, as_json] {
    action = [folder, as_json] {
      const fs::path dir = models_folder(*folder);
      print(*as_json ? json_page(all_as_json(dir)) : table(dir));
      return 0;
    };
  });
}

}  // namespace saa::cli
