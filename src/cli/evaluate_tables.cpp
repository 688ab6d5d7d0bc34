#include "cli/evaluate_tables.h"

#include "cli/evaluate_tables_options.h"
#include "cli/interruption.h"
#include "cli/method_options.h"
#include "cli/option_values.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "core/atomic_file.h"
#include "evaluation/tables/comparison.h"
#include "evaluation/tables/saliency_pairs.h"
#include "evaluation/tables/sweep_chart.h"
#include "evaluation/tables/table_runs.h"

#include <fmt/format.h>
#include <functional>
#include <memory>
#include <optional>
#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

/// Shows on the terminal how far the runs are; each run counts anew.
class RunsOnTerminal final : public EvaluationWatcher {
 public:
  explicit RunsOnTerminal(Terminal& terminal) : terminal_(terminal) {}

  void advance(const EvaluationProgress& now) override {
    if (!progress_ || progress_->total() != now.images || now.done < progress_->done())
      progress_.emplace(now.images, Progress::Clock::now());
    while (progress_->done() < now.done) progress_->advance(now.computed);
    if (now.failure != nullptr) terminal_.error(now.failure->error);
    terminal_.show(*progress_);
  }
  void idle() override {
    if (progress_) terminal_.show(*progress_);
  }

 private:
  Terminal& terminal_;
  std::optional<Progress> progress_;
};

/// A table or figure of the paper.
struct Target {
  const char* name;  ///< of the verb and of the files
  std::function<std::vector<MethodRun>(const TableArguments&)> runs;
  std::function<Comparison(std::span<const CategoryResult>)> compare;
  /// Writes its plots; returns their names.
  std::function<std::vector<std::string>(const TableArguments&, const TableResults&,
                                         const Comparison&, std::span<const Dataset>)>
      plot;
};

/// "f_p", "f_r", "f_r_one_to_one".
std::string file_part(Figure figure) {
  switch (figure) {
    case Figure::f_p:
      return "f_p";
    case Figure::f_r:
      return "f_r";
    case Figure::f_r_one_to_one:
      return "f_r_one_to_one";
  }
  return "figure";
}

/// One chart for each figure.
std::vector<std::string> plot_figures(const TableArguments& arguments, const char* name,
                                      const std::function<std::string(Figure)>& svg) {
  std::vector<std::string> files;
  for (const Figure figure : kFigures) {
    files.push_back(fmt::format("{}_{}.svg", name, file_part(figure)));
    write_file_atomically(arguments.out / files.back(), svg(figure));
  }
  return files;
}

std::vector<std::string> plot_bars(const char* name, const TableArguments& arguments,
                                   const Comparison& comparison) {
  return plot_figures(arguments, name,
                      [&](Figure figure) { return comparison_svg(comparison, figure); });
}

std::vector<std::string> plot_pairs(const TableArguments& arguments, const TableResults& table,
                                    std::span<const Dataset> datasets) {
  std::vector<SaliencyPair> pairs;
  for (std::size_t i = 0; i < table.evaluations.size(); ++i)
    for (SaliencyPair& pair : choose_pairs(datasets[i], table.evaluations[i], arguments.samples))
      pairs.push_back(std::move(pair));
  write_file_atomically(arguments.out / "figure4.svg", pairs_svg(pairs));
  return {"figure4.svg"};
}

Target table1() {
  return {"table1", [](const TableArguments& a) { return table1_runs(a.methods, a.preset); },
          compare_table1,
          [](const TableArguments& a, const TableResults&, const Comparison& c,
             std::span<const Dataset>) { return plot_bars("table1", a, c); }};
}

Target table2() {
  return {"table2", [](const TableArguments& a) { return table2_runs(a.preset); }, compare_table2,
          [](const TableArguments& a, const TableResults&, const Comparison& c,
             std::span<const Dataset>) { return plot_bars("table2", a, c); }};
}

Target figure4() {
  return {"figure4", [](const TableArguments& a) { return figure4_runs(a.preset); },
          compare_figure4,
          [](const TableArguments& a, const TableResults& t, const Comparison&,
             std::span<const Dataset> d) { return plot_pairs(a, t, d); }};
}

Target figure5() {
  return {"figure5", [](const TableArguments& a) { return figure5_runs(a.preset); },
          compare_figure5,
          [](const TableArguments& a, const TableResults& t, const Comparison&,
             std::span<const Dataset>) {
            return plot_figures(a, "figure5",
                                [&](Figure figure) { return sweep_svg(t.results, figure); });
          }};
}

/// The rows of a method that could not be run say what they wait for.
void note_waiting(Comparison& comparison, const TableResults& table) {
  for (const WaitingMethod& waiting : table.waiting) {
    for (ComparisonRow& row : comparison.rows) {
      const std::string_view key = row.published ? row.published->key : "";
      const bool is_cascade = waiting.method == Method::hybrid_prompts;
      const bool is_baseline = key == "utad" || key == "clipseg" || key == "winclip";
      if (row.results.empty() && (is_cascade ? !is_baseline : key == method_name(waiting.method)))
        row.waits_for = waiting.reason;
    }
  }
}

/// Printed and written are the same words.
void tell(const Target& target, const TableArguments& arguments, const TableResults& table,
          std::span<const Dataset> datasets, Terminal& terminal) {
  Comparison comparison = target.compare(table.results);
  note_waiting(comparison, table);
  if (arguments.preset == Preset::reference)
    comparison.notes.push_back("SAA+ in preset reference, as the published code does");
  for (std::string& note : coverage_notes(table.results)) comparison.notes.push_back(note);
  for (const std::string& notice : table.notices) comparison.notes.push_back(plain_line(notice));
  const std::string markdown = comparison_markdown(comparison);
  const std::vector<std::string> plots = target.plot(arguments, table, comparison, datasets);
  std::string page = markdown + '\n';
  for (const std::string& plot : plots) page += fmt::format("![{}]({})\n", comparison.title, plot);
  const std::string name = target.name;
  write_file_atomically(arguments.out / (name + ".md"), page);
  write_file_atomically(arguments.out / (name + ".csv"), comparison_csv(comparison));
  terminal.result(markdown.substr(0, markdown.size() - 1));
  terminal.note(fmt::format("written: {0}.md, {0}.csv, {1} in {2}", name, fmt::join(plots, ", "),
                            arguments.out.string()));
}

int run(const Target& target, TableArguments arguments, const std::vector<std::string>& command) {
  const std::vector<MethodRun> runs = target.runs(arguments);
  const std::vector<Dataset> datasets = open_datasets(arguments);
  if (arguments.segmenter.cache.empty()) arguments.segmenter.cache = default_cache_dir();
  Terminal terminal(/*quiet=*/!spdlog::should_log(spdlog::level::info));
  RunsOnTerminal watcher(terminal);
  Interruption interruption;
  const TableRequest request{.datasets = datasets,
                             .segmenter = arguments.segmenter,
                             .limit = arguments.limit,
                             .jobs = arguments.jobs,
                             .out = arguments.out,
                             .command = command,
                             .stop = &interruption.stop()};
  try {
    const TableResults table = run_table(request, runs, &watcher);
    tell(target, arguments, table, datasets, terminal);
    const bool failed = std::ranges::any_of(
        table.evaluations, [](const Evaluation& done) { return !done.failures.empty(); });
    return failed || table.results.empty() ? 1 : 0;
  } catch (const CancelledError&) {
    if (interruption.signal() == 0) throw;
    terminal.note("stopped; the same command goes on where it was");
    return signal_exit_code();
  }
}

constexpr const char* kFooter =
    R"help(Runs are kept below --out and shared by the four commands: what one has computed, none computes again, and a
run that was stopped goes on. What the networks said is shared by all variants. A mean over fewer categories than
the paper's says so ("41.20 (1 of 7)");
a star marks figures of a part of the images.

    Examples
    : saa evaluate table1-- data datasets-- out evaluation saa evaluate table1-- mtd Magnetic -
    tile - defect-- method saa +
    --method utad saa evaluate figure5-- data datasets-- engine official-- preset reference

        Exit code : 0 all good;
1 some images have no scores, or no method could be run;
2 the command line cannot be meant; 130 or 143 stopped by Ctrl-C or SIGTERM.
)help";

/// @param more adds the options that only this target has.
void add_target(CLI::App& evaluate, Action& action, const std::vector<std::string>& command,
                Target target, const std::string& help,
                const std::function<void(CLI::App&, TableArguments&)>& more = {}) {
  CLI::App* verb = evaluate.add_subcommand(target.name, help);
  const auto arguments = std::make_shared<TableArguments>();
  add_table_options(*verb, *arguments);
  if (more) more(*verb, *arguments);
  verb->footer(kFooter);
  verb->callback([&action, &command, arguments, target = std::move(target)] {
    action = [&command, arguments, target] { return run(target, *arguments, command); };
  });
}

void add_methods(CLI::App& app, TableArguments& arguments) {
  app.add_option("--method", arguments.methods,
                 "Only these: saa+, saa, utad, clipseg, winclip; repeatable [default: all]")
      ->type_name("NAME")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group("Method");
}

void add_samples(CLI::App& app, TableArguments& arguments) {
  const auto take = [&arguments](const std::string& text) {
    arguments.samples = static_cast<std::size_t>(read_integer("--samples", text, 1, 100));
  };
  add_text(app, "--samples", "N", take, "Images of each category that are shown [default: 4]")
      ->group("Output");
}

}  // namespace

void add_evaluate_tables(CLI::App& evaluate, Action& action,
                         const std::vector<std::string>& command) {
  add_target(evaluate, action, command, table1(), "The paper's Table 1: all methods", add_methods);
  add_target(evaluate, action, command, table2(),
             "The paper's Table 2: SAA+ without each of its prompts");
  add_target(evaluate, action, command, figure4(),
             "The paper's Figure 4: maps with and without saliency", add_samples);
  add_target(evaluate, action, command, figure5(),
             "The paper's Figure 5: SAA+ with 1 to 20 regions kept");
}

}  // namespace saa::cli
