#include "evaluation/tables/table_runs.h"

#include "core/nearest_name.h"
#include "datasets/facts.h"
#include "evaluation/tables/published.h"

#include <algorithm>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa {
namespace {

/// Method names in the order in which their rows are run: the method itself before the baselines.
const std::vector<std::string>& known_methods() {
  static const std::vector<std::string> names = {"saa+", "saa", "utad", "clipseg", "winclip"};
  return names;
}

void check_methods(std::span<const std::string> methods) {
  for (const std::string& name : methods) {
    if (std::ranges::find(known_methods(), name) != known_methods().end()) continue;
    const std::string nearest = nearest_name(name, known_methods());
    throw UsageError(fmt::format("--method takes one of {}, not '{}'{}",
                                 fmt::join(known_methods(), ", "), name,
                                 nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
  }
}

Variant with_prompts(Preset preset, const PromptSwitches& prompts) {
  return {.preset = preset, .prompts = prompts, .top_k = {}};
}

/// Tables have one preset of SAA+; which one, they say elsewhere.
std::string without_preset(const std::string& variant) {
  const std::string preset = preset_name(Preset::reference);
  if (variant == preset) return "";
  return variant.starts_with(preset + ",") ? variant.substr(preset.size() + 1) : variant;
}

std::filesystem::path run_folder(const TableRequest& request, const Dataset& dataset,
                                 Method method) {
  return request.out / "runs" / fmt::format("{}-{}", dataset_name(dataset.kind), dataset.split) /
         method_name(method);
}

EvaluationPlan plan_of(const TableRequest& request, const Dataset& dataset, const MethodRun& run) {
  EvaluationPlan plan;
  plan.dataset = dataset;
  plan.segmenter = request.segmenter;
  plan.segmenter.method = run.method;
  plan.variants = run.variants;
  plan.limit = request.limit;
  plan.jobs = request.jobs;
  plan.out = run_folder(request, dataset, run.method);
  plan.command = request.command;
  plan.stop = request.stop;
  plan.metrics.aupro = false;  // the paper does not report it
  plan.metrics.curve_points = 0;
  return plan;
}

void add_once(std::vector<std::string>& lines, std::string line) {
  if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
}

void add_results(TableResults& table, Evaluation evaluation, Method method) {
  for (CategoryResult& result : evaluation.results) {
    result.key.variant = without_preset(result.key.variant);
    table.results.push_back(result);
  }
  for (const ImageFailure& failure : evaluation.failures)
    table.notices.push_back(
        fmt::format("no scores for {} {}: {}", failure.category, failure.image, failure.error));
  if (!evaluation.method.notice.empty())
    add_once(table.notices, fmt::format("{}, engine '{}': {}", method_name(method),
                                        evaluation.method.engine, evaluation.method.notice));
  for (const std::string& notice : evaluation.method.notices)
    add_once(table.notices, fmt::format("{}: {}", method_name(method), notice));
  table.evaluations.push_back(std::move(evaluation));
}

}  // namespace

std::vector<MethodRun> table1_runs(std::span<const std::string> methods, Preset preset) {
  check_methods(methods);
  const auto wanted = [&](std::string_view name) {
    return methods.empty() || std::ranges::find(methods, name) != methods.end();
  };
  std::vector<MethodRun> runs;
  MethodRun cascade{.method = Method::hybrid_prompts, .variants = {}};
  if (wanted("saa+")) cascade.variants.push_back({.preset = preset});
  if (wanted("saa")) cascade.variants.push_back({.preset = Preset::saa});
  if (!cascade.variants.empty()) runs.push_back(std::move(cascade));
  for (const Method method : {Method::utad, Method::clipseg, Method::winclip})
    if (wanted(method_name(method))) runs.push_back({.method = method});
  return runs;
}

std::vector<MethodRun> table2_runs(Preset preset) {
  MethodRun run{.variants = {with_prompts(preset, {})}};
  for (const PromptSwitches& prompts :
       {PromptSwitches{.class_agnostic = false, .class_specific = false},
        PromptSwitches{.class_agnostic = false}, PromptSwitches{.class_specific = false},
        PromptSwitches{.property = false}, PromptSwitches{.saliency = false},
        PromptSwitches{.confidence = false}})
    run.variants.push_back(with_prompts(preset, prompts));
  return {run};
}

std::vector<MethodRun> figure4_runs(Preset preset) {
  return {{.variants = {with_prompts(preset, {}), with_prompts(preset, {.saliency = false})}}};
}

std::vector<MethodRun> figure5_runs(Preset preset) {
  MethodRun run{.variants = {with_prompts(preset, {.confidence = false})}};
  for (int k = 1; k <= kPublishedLargestTopK; ++k)
    run.variants.push_back({.preset = preset, .prompts = {}, .top_k = k});
  return {run};
}

TableResults run_table(const TableRequest& request, std::span<const MethodRun> methods,
                       EvaluationWatcher* watcher) {
  TableResults table;
  for (const MethodRun& run : methods) {
    try {
      for (const Dataset& dataset : request.datasets)
        add_results(table, evaluate(plan_of(request, dataset, run), watcher), run.method);
    } catch (const WeightsError& missing) {
      table.waiting.push_back({run.method, missing.what()});
    } catch (const UnsupportedError& lacking) {
      table.waiting.push_back({run.method, lacking.what()});
    }
  }
  return table;
}

std::vector<Dataset> open_published_datasets(const std::filesystem::path& folder) {
  std::vector<Dataset> datasets;
  for (const FoundDataset& found : find_datasets(folder))
    if (found.kind != DatasetKind::folder)
      datasets.push_back(open_dataset(found.kind, found.root,
                                      {.categories = {}, .split = "", .all_categories = false}));
  if (!datasets.empty()) return datasets;
  std::string wanted;
  for (const DatasetFacts& facts : all_dataset_facts())
    if (facts.kind != DatasetKind::folder)
      wanted += fmt::format("\n  {}: {}", facts.title, facts.layout);
  throw InputError(
      fmt::format("{} holds none of the published data sets; expected, in it or in one "
                  "of its folders, one of{}",
                  folder.string(), wanted));
}

}  // namespace saa
