#include "cli/evaluate_tables_options.h"

#include "cli/method_options.h"
#include "cli/option_values.h"
#include "evaluation/tables/table_runs.h"

#include <algorithm>
#include <limits>
#include <saa/error.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

void add_root(CLI::App& app, TableArguments& arguments, DatasetKind kind, const char* title) {
  const std::string name = std::string("--") + dataset_name(kind);
  add_text(
      app, name, "DIR",
      [&arguments, kind](const std::string& text) { arguments.roots[kind] = text; },
      std::string(title) + ", where it is not below --data")
      ->group("Data sets");
}

void add_count(CLI::App& app, const std::string& name, std::size_t& target, const std::string& help,
               const char* group) {
  const auto take = [name, &target](const std::string& text) {
    target = static_cast<std::size_t>(
        read_integer(name, text, 0, std::numeric_limits<std::int32_t>::max()));
  };
  add_text(app, name, "N", take, help)->group(group);
}

}  // namespace

void add_table_options(CLI::App& app, TableArguments& arguments) {
  app.add_option("--data", arguments.data,
                 "Folder that holds the data sets, or is one; those that are missing are shown so")
      ->type_name("ROOT")
      ->group("Data sets");
  add_root(app, arguments, DatasetKind::mvtec, "MVTec-AD");
  add_root(app, arguments, DatasetKind::visa, "VisA");
  add_root(app, arguments, DatasetKind::ksdd2, "KolektorSDD2");
  add_root(app, arguments, DatasetKind::mtd, "MTD");
  add_choice<std::string>(app, "--ksdd2-split", arguments.ksdd2_split,
                          {{"test", "test"}, {"reference", "reference"}},
                          "KolektorSDD2's official test images, or those that the published code "
                          "evaluates [default: test]")
      ->group("Data sets");
  add_count(app, "--limit", arguments.limit,
            "Images of each category, taken evenly; 0: all [default: 0]", "Data sets");
  app.add_option("--out", arguments.out,
                 "Folder for tables and plots, and for the runs behind them [default: evaluation]")
      ->type_name("DIR")
      ->group("Output");
  add_choice<Preset>(app, "--preset", arguments.preset,
                     {{"paper", Preset::paper}, {"reference", Preset::reference}},
                     "SAA+ as the paper says, or as the published code does [default: paper]")
      ->group("Method");
  add_machine_options(app, arguments.segmenter, arguments.jobs);
}

std::vector<Dataset> open_datasets(const TableArguments& arguments) {
  if (arguments.data.empty() && arguments.roots.empty())
    throw UsageError(
        "no data set is named; give --data ROOT, or --mvtec, --visa, --ksdd2 or --mtd DIR "
        "('saa datasets list' says where they come from)");
  std::vector<Dataset> datasets;
  if (!arguments.data.empty()) datasets = open_published_datasets(arguments.data);
  std::erase_if(datasets, [&](const Dataset& dataset) {
    return arguments.roots.contains(dataset.kind) ||
           (dataset.kind == DatasetKind::ksdd2 && !arguments.ksdd2_split.empty());
  });
  std::map<DatasetKind, fs::path> roots = arguments.roots;
  if (!arguments.ksdd2_split.empty() && !arguments.data.empty())
    for (const FoundDataset& found : find_datasets(arguments.data))
      if (found.kind == DatasetKind::ksdd2) roots.emplace(found.kind, found.root);
  for (const auto& [kind, root] : roots) {
    const std::string split = kind == DatasetKind::ksdd2 ? arguments.ksdd2_split : "";
    datasets.push_back(
        open_dataset(kind, root, {.categories = {}, .split = split, .all_categories = false}));
  }
  std::ranges::sort(datasets, {}, &Dataset::kind);
  return datasets;
}

}  // namespace saa::cli
