// saa models import: checkpoints as safetensors, and bundles, into the models folder.
#include "cli/interruption.h"
#include "cli/models/models_verbs.h"
#include "cli/models/on_terminal.h"
#include "cli/option_values.h"
#include "cli/plain_text.h"
#include "model_files/size_text.h"
#include "model_transfer/bundle.h"
#include "model_transfer/convert.h"
#include "output/json.h"

#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

struct ImportArguments {
  std::vector<std::string> files;
  std::string folder;
  StoredPrecision precision = StoredPrecision::as_it_is;
  bool precision_given = false;
  bool replace = false;
  bool as_json = false;
};

void convert(const fs::path& source, const fs::path& dir, const ImportArguments& arguments,
             Terminal& terminal) {
  terminal.note("reading " + source.string());
  const Conversion made = convert_checkpoint(source, dir, arguments.precision, arguments.replace);
  if (arguments.as_json) {
    terminal.result(json_line({{"source", valid_utf8(source.string())},
                               {"path", valid_utf8(made.file.string())},
                               {"network", made.network},
                               {"tensors", made.tensors},
                               {"bytes", made.bytes}}));
    return;
  }
  terminal.result(plain_line(made.file.string()) + "  " + made.network + ", " +
                  std::to_string(made.tensors) + " tensors, " + size_text(made.bytes));
}

void unpack(const fs::path& archive, const fs::path& dir, const ImportArguments& arguments,
            Terminal& terminal, const std::atomic<bool>& stop) {
  if (arguments.precision_given)
    throw UsageError("--dtype is for checkpoints; a bundle is unpacked as it is");
  OnTerminal watcher(terminal, archive.filename().string());
  const auto placed = read_bundle(archive, dir, arguments.replace, watcher, stop);
  if (placed.empty()) terminal.note("everything in " + archive.string() + " is there already");
  for (const fs::path& file : placed) {
    const std::string path = file.string();
    terminal.result(arguments.as_json ? json_line({{"source", valid_utf8(archive.string())},
                                                   {"path", valid_utf8(path)}})
                                      : plain_line(path));
  }
}

int import(const ImportArguments& arguments) {
  const fs::path dir = models_folder(arguments.folder);
  Terminal terminal(!spdlog::should_log(spdlog::level::info));
  Interruption interruption;
  int code = 0;
  for (const std::string& file : arguments.files) {
    try {
      if (interruption.stop()) throw CancelledError("interrupted");
      if (is_tar_archive(file)) {
        unpack(file, dir, arguments, terminal, interruption.stop());
      } else {
        convert(file, dir, arguments, terminal);
      }
    } catch (const CancelledError&) {
      if (interruption.signal() == 0) throw;
      terminal.error("interrupted; nothing of " + file + " was imported");
      return signal_exit_code();
    } catch (const UsageError&) {
      throw;
    } catch (const Error& error) {
      terminal.error(error.what());
      code = 1;
    }
  }
  return code;
}

}  // namespace

void add_models_import(CLI::App& models, Action& action) {
  CLI::App* verb = models.add_subcommand(
      "import", "Convert checkpoints to safetensors, or unpack a bundle, into the models folder");
  const auto arguments = std::make_shared<ImportArguments>();
  verb->add_option("FILE", arguments->files,
                   "Checkpoints (.pth, .pt, .safetensors) or bundles (.tar)")
      ->required();
  add_text(
      *verb, "--dtype", "f32|f16",
      [arguments](const std::string& text) {
        const std::vector<std::string> names = {"f32", "f16"};
        arguments->precision =
            read_choice("--dtype", text, names) == 0 ? StoredPrecision::f32 : StoredPrecision::f16;
        arguments->precision_given = true;
      },
      "Precision of the weights on disk (default: as they are). f16 halves the file and rounds");
  add_models_folder(*verb, arguments->folder);
  verb->add_flag("--replace", arguments->replace, "Overwrite what is there");
  verb->add_flag("--json", arguments->as_json, "A line of JSON for each file written");
  verb->footer(
      "A checkpoint must be of a network that saa uses, whatever its name; it is written under "
      "the\n"
      "official one and from then on used before the official file. No network is touched.\n"
      "Everything in a bundle is checked before any file gets its name.\n"
      "Exit code 0 if all were imported, 1 if one was not.\n"
      "Examples:\n"
      "  saa models import sam_vit_h_4b8939.pth --dtype f16\n"
      "  saa models import saa-plus.tar --models /data/models");
  verb->callback([&action, arguments] { action = [arguments] { return import(*arguments); }; });
}

}  // namespace saa::cli
