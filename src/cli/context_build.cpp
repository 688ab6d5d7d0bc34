#include "cli/context_build.h"

#include "cli/context_options.h"
#include "cli/context_progress.h"
#include "cli/input_list.h"
#include "cli/interruption.h"
#include "cli/method_options.h"
#include "cli/plain_text.h"
#include "cli/terminal.h"

#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <saa/context.h>
#include <saa/error.h>
#include <spdlog/spdlog.h>
#include <vector>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

struct BuildArguments {
  InputWords input;
  fs::path out;
  ContextOptions options;
  ContextMachine machine;
};

int build(BuildArguments arguments) {
  if (fs::is_directory(arguments.out))
    throw UsageError("-o takes the name of a file to write, not the folder " +
                     arguments.out.string());
  const std::vector<fs::path> pictures = files_of(collect_images(arguments.input, std::cin));
  if (arguments.machine.cache.empty()) arguments.machine.cache = default_cache_dir();
  Terminal terminal(/*quiet=*/!spdlog::should_log(spdlog::level::info));
  Interruption interruption;
  try {
    const Context context = build_with_progress(pictures, arguments.options, arguments.machine,
                                                terminal, interruption.stop());
    context.save(arguments.out);
    terminal.result(fmt::format("{}  {} references of {} pictures, {} at {} pixels",
                                plain_line(arguments.out.string()), context.references().size(),
                                pictures.size(), neighbour_network_name(context.options().network),
                                context.options().side));
  } catch (const CancelledError&) {
    if (interruption.signal() == 0) throw;
    terminal.error("stopped; nothing was written");
    return signal_exit_code();
  }
  return 0;
}

void add_machine(CLI::App& verb, ContextMachine& machine) {
  constexpr const char* kGroup = "Machine";
  add_models_option(verb, machine.models, kGroup);
  add_cache_option(verb, machine.cache, kGroup);
  add_threads_option(verb, machine.threads, kGroup);
}

}  // namespace

void add_context_build(CLI::App& context, Action& action) {
  CLI::App* verb = context.add_subcommand(
      "build", "Draw references from pictures and write what is to be known of them to a file");
  const auto arguments = std::make_shared<BuildArguments>();
  verb->add_option("pictures", arguments->input.words,
                   "Pictures of the same part, folders (searched as a whole), globs in quotes, or "
                   "'-' for a list of paths on standard input")
      ->type_name("IMAGE|FOLDER|GLOB");
  verb->add_option("--list", arguments->input.list,
                   "Read paths from a file, one a line or each ended by a zero byte")
      ->type_name("FILE");
  verb->add_option("-o,--out", arguments->out, "The context's file")->type_name("FILE")->required();
  add_context_options(*verb, arguments->options, "Context");
  add_machine(*verb, arguments->machine);
  verb->footer(
      "No labels are needed, and some of the pictures may be defective. The same pictures and\n"
      "options give the same file, whatever the order and the number of threads.\n"
      "Examples:\n"
      "  saa context build photos/ -o tiles.saac\n"
      "  saa context build 'lot7/*.png' --context-size 200 --context-keep 0.25 -o lot7.saac");
  verb->callback([&action, arguments] { action = [arguments] { return build(*arguments); }; });
}

}  // namespace saa::cli
