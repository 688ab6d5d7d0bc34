#include "cli/context_choice.h"

#include "cli/context_options.h"
#include "cli/input_list.h"
#include "cli/interruption.h"
#include "cli/option_values.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <iostream>
#include <saa/error.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGroup = "Neighbours";
constexpr std::array kOfBuilding = {"--context-size", "--context-seed", "--context-network",
                                    "--context-side", "--context-keep"};

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
  std::vector<fs::path> pictures;
  for (const InputImage& image : collect_images(words, std::cin)) pictures.push_back(image.file);
  return pictures;
}

Context build(const std::vector<fs::path>& pictures, const ContextChoice& choice,
              const SegmenterOptions& segmenter, Terminal& terminal) {
  Interruption interruption;
  const auto start = std::chrono::steady_clock::now();
  std::size_t shown = 0;
  Progress progress(0, start);
  const auto advance = [&](std::size_t done, std::size_t all) {
    if (progress.total() != all) progress = Progress(all, start);
    for (; shown < done; ++shown) progress.advance(/*worked=*/true);
    terminal.show(progress);
  };
  Context context = Context::build(pictures, choice.options, context_machine(segmenter), advance,
                                   &interruption.stop());
  terminal.clear();
  return context;
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

ContextMachine context_machine(const SegmenterOptions& segmenter) {
  return {.models = segmenter.models,
          .cache = segmenter.cache,
          .threads = segmenter.threads,
          .precision = segmenter.precision};
}

std::shared_ptr<const Context> load_context(const ContextChoice& choice,
                                            const std::vector<fs::path>& pictures,
                                            const SegmenterOptions& segmenter, Terminal& terminal) {
  if (!choice.is_asked()) return nullptr;
  const ContextMachine machine = context_machine(segmenter);
  auto context =
      std::make_shared<Context>(choice.is_built() ? Context::open(choice.source, machine)
                                                  : build(pictures, choice, segmenter, terminal));
  for (const std::string& notice : context->notices()) terminal.note(notice);
  terminal.note(summary(*context));
  return context;
}

}  // namespace saa::cli
