// saa models verify: whether the files that are here are the official ones.
#include "checkpoint/load.h"
#include "checkpoint/recognise.h"
#include "cli/columns.h"
#include "cli/models/models_verbs.h"
#include "cli/plain_text.h"
#include "cli/print.h"
#include "model_files/checksum.h"
#include "model_files/find.h"
#include "output/json.h"

#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

struct Verdict {
  const ModelFile* model = nullptr;
  std::string file;  ///< name in the folder
  /// "ok", "ok (first 8 digits)", "ok (by its network)", "converted", "missing" or "wrong".
  std::string state;
  std::string sha256;
  std::string error;  ///< what is wrong with it
};

/// Of a file under its official name: size and checksum say what it is.
void judge_official(Verdict& verdict, const fs::path& file, const FileChecksum& found) {
  const ModelFile& model = *verdict.model;
  if (is_official(model, found)) {
    verdict.state = model.has_full_checksum() ? "ok" : "ok (first 8 digits)";
    return;
  }
  verdict.state = "wrong";
  verdict.error = checksum_error(model, found) +
                  "; to get it: " + fetch_command(model.file, file.parent_path()) + " --replace";
}

/// Of what `import` made, and of official files without a published checksum: the network says.
void judge_by_network(Verdict& verdict, const fs::path& file, std::string_view good) {
  const std::string network(recognise_network(load_checkpoint(file)));
  if (network == verdict.model->network) {
    verdict.state = good;
    return;
  }
  verdict.state = "wrong";
  verdict.error = verdict.file + " holds " + (network.empty() ? "an unknown network" : network) +
                  ", expected " + std::string(verdict.model->network);
}

Verdict verify_file(const ModelFile& model, const fs::path& file) {
  Verdict verdict{
      .model = &model, .file = file.filename().string(), .state = {}, .sha256 = {}, .error = {}};
  try {
    const FileChecksum found = checksum(file);
    verdict.sha256 = found.sha256;
    if (file.filename() != fs::path(model.file)) {
      judge_by_network(verdict, file, "converted");
    } else if (model.sha256.empty()) {
      judge_by_network(verdict, file, "ok (by its network)");
    } else {
      judge_official(verdict, file, found);
    }
  } catch (const Error& error) {
    verdict.state = "wrong";
    verdict.error = error.what();
  }
  return verdict;
}

/// All registered files that are here, under their official names and converted.
std::vector<fs::path> files_of(const ModelFile& model, const fs::path& dir) {
  std::vector<fs::path> files;
  std::error_code unreadable;
  if (const fs::path official = dir / model.file; fs::is_regular_file(official, unreadable))
    files.push_back(official);
  const auto used = find_model(dir, model);
  if (used && used->filename() != fs::path(model.file)) files.push_back(*used);
  return files;
}

std::vector<Verdict> verify_all(const fs::path& dir, const std::vector<std::string>& words) {
  std::vector<const ModelFile*> models = chosen_models(words);
  if (words.empty())
    for (const ModelFile& model : model_files()) models.push_back(&model);
  std::vector<Verdict> verdicts;
  for (const ModelFile* model : models) {
    const auto files = files_of(*model, dir);
    for (const fs::path& file : files) verdicts.push_back(verify_file(*model, file));
    if (files.empty() && !words.empty()) {
      verdicts.push_back({.model = model,
                          .file = std::string(model->file),
                          .state = "missing",
                          .sha256 = {},
                          .error = dir.string() + " lacks " + std::string(model->file) +
                                   "; to download it: " + fetch_command(model->file, dir)});
    }
  }
  if (verdicts.empty()) {
    throw IoError("no model file is in " + dir.string() +
                  "; to bring some: " + fetch_command("saa-plus", dir));
  }
  return verdicts;
}

std::string table(const std::vector<Verdict>& verdicts) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(verdicts.size());
  for (const Verdict& verdict : verdicts)
    rows.push_back({verdict.file, verdict.state, verdict.sha256});
  return aligned_columns(rows);
}

Json to_json(const std::vector<Verdict>& verdicts, const fs::path& dir) {
  Json files = Json::array();
  for (const Verdict& verdict : verdicts) {
    files.push_back({{"file", verdict.file},
                     {"state", verdict.state},
                     {"sha256", verdict.sha256.empty() ? Json() : Json(verdict.sha256)},
                     {"checksum_source", verdict.model->checksum_source},
                     {"error", verdict.error.empty() ? Json() : Json(valid_utf8(verdict.error))}});
  }
  return {{"folder", valid_utf8(dir.string())}, {"files", std::move(files)}};
}

int verify(const fs::path& dir, const std::vector<std::string>& words, bool as_json) {
  const auto verdicts = verify_all(dir, words);
  print(as_json ? json_page(to_json(verdicts, dir)) : table(verdicts));
  int code = 0;
  for (const Verdict& verdict : verdicts) {
    if (verdict.error.empty()) continue;
    spdlog::error("{}", plain_line(verdict.error));
    code = 1;
  }
  return code;
}

}  // namespace

void add_models_verify(CLI::App& models, Action& action) {
  CLI::App* verb =
      models.add_subcommand("verify", "Check size and SHA-256 of the files that are here");
  const auto words = std::make_shared<std::vector<std::string>>();
  const auto folder = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  verb->add_option("NAME", *words, "Sets or files that must be here (default: all that are)");
  add_models_folder(*verb, *folder);
  verb->add_flag("--json", *as_json, "As JSON");
  verb->footer(
      "'converted' files were made by 'saa models import': their network is checked, the official\n"
      "checksum does not apply. Exit code 0 if all is well, 1 if a file is wrong or missing.\n"
      "Examples:\n"
      "  saa models verify\n"
      "  saa models verify saa-plus --models /data/models");
  verb->callback([&action, words, folder, as_json] {
    action = [words, folder, as_json] { return verify(models_folder(*folder), *words, *as_json); };
  });
}

}  // namespace saa::cli
