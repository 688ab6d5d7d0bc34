#include "cli/context_choice.h"

#include "cli/context_options.h"
#include "cli/context_progress.h"
#include "cli/input_list.h"
#include "cli/interruption.h"
#include "cli/option_values.h"
#include "pipeline/neighbours/context_machine.h"

#include <array>
#include <fmt/format.h>
#include <iostream>
#include <saa/error.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGroup = "Neighbours";
constexpr std::array kOfBuilding = {"--context-size",           "--context-seed",
                                    "--context-network",        "--context-side",
                                    "--context-neighbourhoods", "--context-keep"};

std::string summary(const Context& context) {
  return fmt::format("context: {} pictures, {}", context.references().size(),
                     neighbour_network_name(context.options().network));
}

std::vector<fs::path> listed_pictures(const std::string& source) {
  InputWords words;
  std::error_code unreadable;
  if (fs::is_directory(source, unreadable)) {
    words.words = {source};
  } else {
    words.list = source;
  }
  return files_of(collect_images(words, std::cin));
}

Context build(const std::vector<fs::path>& pictures, const ContextOptions& options,
              const ContextMachine& machine, Terminal& terminal) {
  Interruption interruption;
  return build_with_progress(pictures, options, machine, terminal, interruption.stop());
}

}  // namespace

bool ContextChoice::is_built() const { return is_asked() && Context::is_context_file(source); }

void ContextChoice::validate() const {
  if (given.empty()) return;
  if (!is_asked()) throw UsageError(given.front() + " belongs to --context, which is not given");
  if (is_built())
    throw UsageError(source + " is built already; " + given.front() +
                     " belongs to 'saa context build'");
}

void add_context_choice(CLI::App& app, ContextChoice& choice) {
  add_text(
      app, "--context", "DIR|LIST|FILE|self",
      [&choice](const std::string& text) { choice.source = text; },
      "Compare with unlabelled pictures of the same part: those of a folder or list, a file of "
      "'saa context build', or the very pictures that are looked at (docs/neighbours.md)")
      ->group(kGroup);
  add_context_options(app, choice.options, kGroup);
  for (const char* name : kOfBuilding)
    app.get_option(name)->each(
        [name, &choice](const std::string&) { choice.given.push_back(name); });
}

std::vector<fs::path> context_pictures(const ContextChoice& choice,
                                       const std::vector<fs::path>& own) {
  choice.validate();
  if (!choice.is_asked() || choice.is_built()) return {};
  return choice.is_own() ? own : listed_pictures(choice.source);
}

std::shared_ptr<const Context> load_context(const ContextChoice& choice,
                                            const std::vector<fs::path>& pictures,
                                            const SegmenterOptions& segmenter, Terminal& terminal) {
  if (!choice.is_asked()) return nullptr;
  const ContextMachine machine = context_machine(segmenter);
  auto context = std::make_shared<Context>(
      choice.is_built() ? Context::open(choice.source, machine)
                        : build(pictures, choice.options, machine, terminal));
  terminal.note(summary(*context));
  return context;
}

}  // namespace saa::cli
