#include "cli/evaluate/evaluate_options.h"
#include "cli/evaluate/evaluate_verbs.h"
#include "cli/evaluate/figures_table.h"
#include "cli/interruption.h"
#include "cli/print.h"
#include "cli/terminal.h"
#include "core/atomic_file.h"
#include "datasets/facts.h"
#include "evaluation/run/reference_csv.h"
#include "evaluation/run/result_tables.h"
#include "evaluation/run/run_report.h"
#include "evaluation/run/vand_tree.h"

#include <fmt/format.h>
#include <memory>
#include <optional>
#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

class TerminalWatcher final : public EvaluationWatcher {
 public:
  explicit TerminalWatcher(Terminal& terminal) : terminal_(terminal) {}

  void advance(const EvaluationProgress& progress) override {
    if (!progress_) progress_.emplace(progress.images, start_);
    progress_->advance(progress.computed);
    if (progress.failure != nullptr) terminal_.error(progress.failure->error);
  }
  void idle() override {
    if (progress_) terminal_.show(*progress_);
  }
  void judge(const ResultKey& key) override {
    terminal_.clear();
    spdlog::debug("figures of {}", key.category);
  }

 private:
  Terminal& terminal_;
  Progress::Clock::time_point start_ = Progress::Clock::now();
  std::optional<Progress> progress_;
};

std::string summary(const Evaluation& evaluation) {
  std::string text = fmt::format(
      "{} images, {} predicted, {} on record before", evaluation.images, evaluation.computed,
      evaluation.images - evaluation.computed - evaluation.failures.size());
  if (!evaluation.failures.empty())
    text += fmt::format(", {} failed and missing from the figures", evaluation.failures.size());
  return text + "; the run is in " + evaluation.folder.string();
}

void tell(const EvaluateArguments& arguments, const Evaluation& evaluation) {
  write_run_report(evaluation);
  if (!arguments.reference_csv.empty())
    write_file_atomically(arguments.reference_csv, reference_csv(evaluation.results));
  if (!arguments.vand.empty()) write_vand_tree(arguments.vand, evaluation);
  print(arguments.json ? json_page(results_json(evaluation)) : figures_table(evaluation));
}

int evaluate_dataset(const EvaluateArguments& arguments, const std::vector<std::string>& command) {
  EvaluationPlan plan = plan_for(arguments);
  plan.command = command;
  Terminal terminal(/*quiet=*/!spdlog::should_log(spdlog::level::info));
  Interruption interruption;
  plan.stop = &interruption.stop();
  TerminalWatcher watcher(terminal);
  try {
    const Evaluation evaluation = evaluate(plan, &watcher);
    terminal.clear();
    terminal.note(summary(evaluation));
    if (!plan.shard) tell(arguments, evaluation);
    return evaluation.failures.empty() ? 0 : 1;
  } catch (const CancelledError& error) {
    terminal.error(error.what());
    return signal_exit_code();
  }
}

}  // namespace

void add_evaluate_dataset(CLI::App& app, Action& action, DatasetKind kind,
                          const std::vector<std::string>& command) {
  const DatasetFacts& facts = dataset_facts(kind);
  CLI::App* verb =
      app.add_subcommand(std::string(facts.name), "Figures on " + std::string(facts.title));
  const auto arguments = std::make_shared<EvaluateArguments>();
  arguments->kind = kind;
  add_evaluate_options(*verb, *arguments);
  verb->callback([arguments, &action, &command] {
    action = [arguments, &command] { return evaluate_dataset(*arguments, command); };
  });
}

}  // namespace saa::cli
