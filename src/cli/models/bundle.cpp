// saa models bundle: model files in one archive, for a machine without network.
#include "model_transfer/bundle.h"

#include "cli/interruption.h"
#include "cli/models/models_verbs.h"
#include "cli/models/on_terminal.h"
#include "cli/plain_text.h"
#include "model_files/find.h"
#include "model_files/size_text.h"
#include "output/json.h"

#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

struct BundleArguments {
  std::vector<std::string> words;
  std::string folder;
  std::string out;
  bool replace = false;
  bool as_json = false;
};

/// The files here that hold what the words name. @throws IoError naming all that are missing.
std::vector<fs::path> files_here(const fs::path& dir, const std::vector<std::string>& words) {
  std::vector<fs::path> files;
  std::string missing;
  for (const ModelFile* model : chosen_models(words)) {
    if (auto file = find_model(dir, *model)) {
      files.push_back(*std::move(file));
    } else {
      missing += (missing.empty() ? "" : " ") + std::string(model->file);
    }
  }
  if (!missing.empty()) {
    throw IoError(dir.string() + " lacks " + missing +
                  "; to download what is missing: " + fetch_command(missing, dir));
  }
  return files;
}

int bundle(const BundleArguments& arguments) {
  const fs::path dir = models_folder(arguments.folder);
  const auto files = files_here(dir, arguments.words);
  const fs::path out = arguments.out.empty() ? arguments.words.front() + ".tar" : arguments.out;
  Terminal terminal(!spdlog::should_log(spdlog::level::info));
  Interruption interruption;
  OnTerminal watcher(terminal, out.filename().string());
  try {
    const Bundle made = write_bundle(out, files, arguments.replace, watcher, interruption.stop());
    terminal.result(arguments.as_json ? json_line({{"path", valid_utf8(made.file.string())},
                                                   {"bytes", made.size},
                                                   {"sha256", made.sha256},
                                                   {"files", files.size()}})
                                      : made.sha256 + "  " + plain_line(made.file.string()));
    terminal.note(std::to_string(files.size()) + (files.size() == 1 ? " file, " : " files, ") +
                  size_text(made.size) + "; on the other machine: saa models import " +
                  out.filename().string());
    return 0;
  } catch (const CancelledError&) {
    if (interruption.signal() == 0) throw;
    terminal.error("interrupted; no bundle was written");
    return signal_exit_code();
  }
}

}  // namespace

void add_models_bundle(CLI::App& models, Action& action) {
  CLI::App* verb = models.add_subcommand(
      "bundle", "Put model files into one archive, for a machine without network");
  const auto arguments = std::make_shared<BundleArguments>();
  verb->add_option("NAME", arguments->words, "Sets or files, as in 'saa models list'")->required();
  verb->add_option("--out", arguments->out, "The archive (default: the first NAME and .tar)")
      ->type_name("FILE");
  add_models_folder(*verb, arguments->folder);
  verb->add_flag("--replace", arguments->replace, "Overwrite an archive of that name");
  verb->add_flag("--json", arguments->as_json, "As a line of JSON");
  verb->footer(
      "An uncompressed tar archive: manifest.json with the SHA-256 of every file, then the files,\n"
      "official or converted as 'saa models where' shows them. Prints the archive's own SHA-256 "
      "as\n"
      "'sha256sum' does.\n"
      "Examples:\n"
      "  saa models bundle saa-plus\n"
      "  saa models bundle saa-plus-fast sam_vit_b_01ec64.pth --out /media/stick/models.tar");
  verb->callback([&action, arguments] { action = [arguments] { return bundle(*arguments); }; });
}

}  // namespace saa::cli
