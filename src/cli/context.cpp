// saa context: pictures of a part, looked at once, to compare others with.
#include "cli/columns.h"
#include "cli/context_build.h"
#include "cli/plain_text.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "output/json.h"
#include "pipeline/neighbours/context_data.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <optional>
#include <utility>

namespace saa::cli {
namespace {

/// What a reference was never compared for: a single one has no score.
std::optional<double> score_of(const ContextData& context, std::size_t reference) {
  return context.scores.size() > 1 ? std::optional(context.scores.at(reference)) : std::nullopt;
}

Json to_json(const ContextData& context, const std::string& file) {
  Json references = Json::array();
  for (std::size_t i = 0; i < context.names.size(); ++i) {
    const auto score = score_of(context, i);
    references.push_back({{"name", valid_utf8(context.names[i])},
                          {"score", score ? json_number(*score) : Json(nullptr)}});
  }
  Json sets = Json::array();
  for (const ReferenceSet& set : context.patches.sets)
    sets.push_back({{"rows", set.rows},
                    {"columns", set.columns},
                    {"patches", set.layout.patches},
                    {"channels", set.layout.channels}});
  return {{"file", valid_utf8(file)},
          {"network", neighbour_network_name(context.options.network)},
          {"weights_sha256", context.weights.sha256},
          {"side", context.options.side},
          {"size", context.options.size},
          {"seed", context.options.seed},
          {"keep", json_number(context.options.keep)},
          {"neighbourhoods", context.options.neighbourhoods},
          {"sets", std::move(sets)},
          {"feature_bytes", context.patches.bytes()},
          {"sha256", context.sha256},
          {"references", std::move(references)}};
}

std::string table(const ContextData& context, const std::string& file) {
  std::string text = fmt::format(
      "file        {}\nnetwork     {} at {} pixels, weights {}\nreferences  {}, seed {}\n",
      plain_line(file), neighbour_network_name(context.options.network), context.options.side,
      context.weights.sha256, context.names.size(), context.options.seed);
  for (const ReferenceSet& set : context.patches.sets)
    text += fmt::format("patches     {} of {} x {}, {} channels\n", set.layout.patches, set.columns,
                        set.rows, set.layout.channels);
  text += fmt::format("averaged    over squares of {} places\n",
                      fmt::join(context.options.neighbourhoods, ", "));
  text += fmt::format("features    {} bytes\nsha256      {}\n\n", context.patches.bytes(),
                      context.sha256);
  std::vector<std::vector<std::string>> rows = {{"SCORE", "REFERENCE"}};
  for (std::size_t i = 0; i < context.names.size(); ++i) {
    const auto score = score_of(context, i);
    rows.push_back({score ? fmt::format("{:.3f}", *score) : "-", plain_line(context.names[i])});
  }
  return text + aligned_columns(rows);
}

void add_show(CLI::App& context, Action& action) {
  CLI::App* verb = context.add_subcommand("show", "What a context file holds");
  const auto file = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  verb->add_option("FILE", *file, "Context, as 'saa context build' writes it")->required();
  verb->add_flag("--json", *as_json, "As JSON");
  verb->footer(
      "SCORE is how far a reference's oddest place is from its counterparts in the others: those\n"
      "with a high one may be defective, which does no harm while they are few.\n"
      "Example:\n"
      "  saa context show tiles.saac --json | jq '.references | max_by(.score)'");
  verb->callback([&action, file, as_json] {
    action = [file, as_json] {
      const ContextData found = read_context(*file);
      print(*as_json ? json_page(to_json(found, *file)) : table(found, *file));
      return 0;
    };
  });
}

}  // namespace

void add_context(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "context", "Look at pictures of a part once, to compare others of it with them");
  verb->require_subcommand(1);
  verb->footer(
      "Examples:\n"
      "  saa context build photos/ -o tiles.saac    pictures as they come, no labels\n"
      "  saa context show tiles.saac                which were drawn, and how odd each is");
  add_context_build(*verb, action);
  add_show(*verb, action);
}

}  // namespace saa::cli
