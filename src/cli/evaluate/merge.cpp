#include "evaluation/run/merge.h"

#include "cli/evaluate/evaluate_verbs.h"
#include "cli/evaluate/figures_table.h"
#include "cli/print.h"
#include "evaluation/run/result_tables.h"
#include "evaluation/run/run_report.h"

#include <filesystem>
#include <memory>
#include <spdlog/spdlog.h>
#include <vector>

namespace saa::cli {
namespace {

struct MergeArguments {
  std::vector<std::filesystem::path> folders;
  std::filesystem::path out;
  bool json = false;
};

int merge(const MergeArguments& arguments) {
  const Evaluation evaluation = merge_shards(arguments.folders, arguments.out, {});
  for (const ImageFailure& failure : evaluation.failures) spdlog::error("{}", failure.error);
  spdlog::info("{} images of all shards; the run is in {}", evaluation.images,
               arguments.out.string());
  write_run_report(evaluation);
  print(arguments.json ? json_page(results_json(evaluation)) : figures_table(evaluation));
  return evaluation.failures.empty() ? 0 : 1;
}

}  // namespace

void add_evaluate_merge(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand("merge", "Join the shards of an evaluation");
  const auto arguments = std::make_shared<MergeArguments>();
  verb->add_option("folders", arguments->folders,
                   "Folders of shards, or folders whose 'shards' they are in")
      ->type_name("DIR")
      ->required();
  verb->add_option("--out", arguments->out, "Folder of the whole run; may be one of those")
      ->type_name("DIR")
      ->required();
  verb->add_flag("--json", arguments->json, "Print the results as JSON instead of a table");
  verb->footer(
      "Shards that are missing, unfinished, there twice or of another evaluation are refused.\n"
      "Example, on three machines that share a disk, and then on one:\n"
      "  srun -n 3 saa evaluate mvtec --data mvtec --out run\n"
      "  saa evaluate merge run --out run");
  verb->callback([arguments, &action] { action = [arguments] { return merge(*arguments); }; });
}

}  // namespace saa::cli
