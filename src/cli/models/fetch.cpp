// saa models fetch: downloads official files. The one verb that touches the network.
#include "model_transfer/fetch.h"

#include "cli/interruption.h"
#include "cli/models/models_verbs.h"
#include "cli/models/on_terminal.h"
#include "cli/option_values.h"
#include "output/json.h"

#include <cstdlib>
#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

struct FetchArguments {
  std::vector<std::string> words;
  std::string folder;
  FetchOptions options;
  bool as_json = false;
};

std::string result_line(const FetchArguments& arguments, const ModelFile& model,
                        const fs::path& dir, std::string_view state, const std::string& error) {
  if (arguments.as_json) {
    return json_line({{"file", model.file},
                      {"state", state},
                      {"path", valid_utf8((dir / model.file).string())},
                      {"error", error.empty() ? Json() : Json(valid_utf8(error))}});
  }
  return std::string(model.file) + "  " + std::string(state);
}

/// Fetches one file and says so. @returns whether it is there now.
bool fetch_one(const ModelFile& model, const fs::path& dir, const FetchArguments& arguments,
               Terminal& terminal, const std::atomic<bool>& stop) {
  OnTerminal watcher(terminal, std::string(model.file));
  try {
    const Fetched fetched = fetch_model(model, dir, arguments.options, watcher, stop);
    const char* state = fetched == Fetched::downloaded ? "fetched" : "already there";
    terminal.result(result_line(arguments, model, dir, state, ""));
    return true;
  } catch (const CancelledError&) {
    throw;
  } catch (const Error& error) {
    terminal.error(error.what());
    if (arguments.as_json)
      terminal.result(result_line(arguments, model, dir, "failed", error.what()));
    return false;
  }
}

int fetch(const FetchArguments& arguments) {
  const auto models = chosen_models(arguments.words);
  if (!arguments.options.base_url.empty()) check_base_url(arguments.options.base_url);
  const fs::path dir = models_folder(arguments.folder);
  Terminal terminal(!spdlog::should_log(spdlog::level::info));
  Interruption interruption;
  terminal.note("models go to " + dir.string());
  try {
    int failed = 0;
    for (const ModelFile* model : models)
      if (!fetch_one(*model, dir, arguments, terminal, interruption.stop())) ++failed;
    return failed == 0 ? 0 : 1;
  } catch (const CancelledError&) {
    if (interruption.signal() == 0) throw;
    terminal.error("interrupted; what came is kept, and the same command goes on from there");
    return signal_exit_code();
  }
}

std::string mirror_of_environment() {
  const char* value = std::getenv("SAA_MODELS_URL");
  return value == nullptr ? "" : value;
}

}  // namespace

void add_models_fetch(CLI::App& models, Action& action) {
  CLI::App* verb = models.add_subcommand(
      "fetch", "Download official files, checked by SHA-256; goes on where it was interrupted");
  const auto arguments = std::make_shared<FetchArguments>();
  arguments->options.base_url = mirror_of_environment();
  verb->add_option("NAME", arguments->words, "Sets or files, as in 'saa models list'")->required();
  add_models_folder(*verb, arguments->folder);
  add_text(
      *verb, "--base-url", "URL",
      [arguments](const std::string& text) { arguments->options.base_url = text; },
      "A mirror: files are taken from URL/<file name> (http, https or file; default: "
      "$SAA_MODELS_URL, else the publishers)");
  verb->add_flag("--replace", arguments->options.replace, "Fetch although a file is there");
  add_text(
      *verb, "--retries", "N",
      [arguments](const std::string& text) {
        arguments->options.retries = static_cast<int>(read_integer("--retries", text, 0, 100));
      },
      "Further attempts after one that brought nothing (default: 4)");
  add_text(
      *verb, "--stall-timeout", "SECONDS",
      [arguments](const std::string& text) {
        arguments->options.stall_timeout =
            std::chrono::seconds(read_integer("--stall-timeout", text, 1, 3600));
      },
      "Connect again when nothing came for so long (default: 30)");
  verb->add_flag("--json", arguments->as_json, "A line of JSON for each file");
  verb->footer(
      "Proxies are those of the environment: https_proxy, http_proxy, all_proxy, no_proxy. "
      "Further\n"
      "certificates: CURL_CA_BUNDLE. Until a file is whole and checked its name ends in .part.\n"
      "Exit code 0 if all files are there, 1 if one is not.\n"
      "Examples:\n"
      "  saa models fetch saa-plus\n"
      "  saa models fetch saa-plus-fast --models /data/models\n"
      "  saa models fetch sam_vit_b_01ec64.pth --base-url https://mirror.example.org/models");
  verb->callback([&action, arguments] { action = [arguments] { return fetch(*arguments); }; });
}

}  // namespace saa::cli
