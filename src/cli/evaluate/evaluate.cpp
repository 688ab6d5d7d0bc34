// saa evaluate: figures on data sets.
#include "cli/evaluate/evaluate_verbs.h"
#include "cli/evaluate_tables.h"
#include "datasets/facts.h"

namespace saa::cli {

void add_evaluate(CLI::App& app, Action& action, const std::vector<std::string>& command) {
  CLI::App* verb =
      app.add_subcommand("evaluate", "Take the published figures on a data set, or on your own");
  verb->require_subcommand(1);
  verb->footer(
      "Examples:\n"
      "  saa evaluate mvtec --data datasets/mvtec_anomaly_detection\n"
      "  saa evaluate visa --data datasets/VisA --category candle --limit 20\n"
      "  saa evaluate folder --data lot7 --object bracket --prompt scratch");
  for (const DatasetFacts& facts : all_dataset_facts())
    add_evaluate_dataset(*verb, action, facts.kind, command);
  add_evaluate_tables(*verb, action, command);
  add_evaluate_merge(*verb, action);
}

}  // namespace saa::cli
