#include "cli/evaluate/evaluate_options.h"

#include "cli/option_values.h"
#include "datasets/facts.h"

#include <cstdlib>
#include <limits>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

constexpr const char* kFooter =
    R"(The figures are printed in per cent and written to results.csv, results.json and report.html in --out. What the
networks said of each image is kept there too: the same command goes on after it was stopped, and one with another --top-k,
--preset or --without asks no network again.

Exit code: 0 all good; 1 some images failed, or the run had to stop; 2 the command line cannot be meant; 130 or
143 stopped by Ctrl-C or SIGTERM.
)";

void add_count(CLI::App& app, const std::string& name, int& target, int low, int high,
               const std::string& help, const char* group) {
  const auto take = [name, &target, low, high](const std::string& text) {
    target = static_cast<int>(read_integer(name, text, low, high));
  };
  add_text(app, name, "N", take, help)->group(group);
}

void add_dataset_options(CLI::App& app, EvaluateArguments& arguments) {
  constexpr const char* kGroup = "Data set";
  const DatasetFacts& facts = dataset_facts(arguments.kind);
  app.add_option("--data", arguments.data, "The data set's folder: " + std::string(facts.layout))
      ->type_name("DIR")
      ->required()
      ->group(kGroup);
  app.add_option("--category", arguments.dataset.categories,
                 "Only this category; repeatable [default: all]")
      ->type_name("NAME")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(kGroup);
  if (facts.splits.size() > 1) {
    app.add_option("--split", arguments.dataset.split,
                   "Which images [default: " + facts.splits.front() + "]")
        ->type_name(CLI::detail::join(facts.splits, "|"))
        ->group(kGroup);
  }
  add_count(app, "--limit", arguments.limit, 1, std::numeric_limits<int>::max(),
            "So many images of each category, taken evenly [default: all]", kGroup);
  add_choice<MaskRule>(app, "--mask-rule", arguments.mask_rule,
                       {{"above-zero", MaskRule::above_zero}, {"above-half", MaskRule::above_half}},
                       "Which grey of a mask is a defect: > 0 as published, or > 127 "
                       "[default: above-zero]")
      ->group(kGroup);
  add_count(app, "--size", arguments.side, 1, 4096,
            "Side of the square that scores and masks are compared on [default: 400]", kGroup);
}

void add_folder_options(CLI::App& app, DatasetOptions& options) {
  constexpr const char* kGroup = "Folders below --data";
  app.add_option("--normal-dir", options.normal_dir, "Images without defects [default: good]")
      ->type_name("DIR")
      ->group(kGroup);
  app.add_option("--abnormal-dir", options.abnormal_dirs,
                 "Images with defects; repeatable [default: every other folder]")
      ->type_name("DIR")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(kGroup);
  app.add_option("--mask-dir", options.mask_dir, "Their masks [default: mask]")
      ->type_name("DIR")
      ->group(kGroup);
}

/// A published data set is evaluated with its published prompts; K alone can be asked for.
void add_top_k(CLI::App& app, std::optional<int>& top_k) {
  const auto take = [&top_k](const std::string& text) {
    top_k = static_cast<int>(read_integer("--top-k", text, 1, kMaxProfileCount));
  };
  add_text(app, "--top-k", "N", take, "Keep the N best regions [default: as published]")
      ->group("Method");
}

void add_run_options(CLI::App& app, EvaluateArguments& arguments) {
  constexpr const char* kGroup = "Run";
  app.add_option("--out", arguments.out,
                 "Folder of the run [default: evaluation/" +
                     std::string(dataset_name(arguments.kind)) + "]")
      ->type_name("DIR")
      ->group(kGroup);
  app.add_option("--shard", arguments.shard,
                 "Work on one of several shares of the images, '2/3', or 'none' on all [default: "
                 "as Slurm, MPI, Kubernetes or torchrun tell]")
      ->type_name("I/N|none")
      ->group(kGroup);
  app.add_option("--reference-csv", arguments.reference_csv,
                 "Also write the table that the published code writes")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--vand", arguments.vand,
                 "Also write the tree that the VAND challenge takes: 0shot/0/CATEGORY/KIND/…")
      ->type_name("DIR")
      ->group(kGroup);
  app.add_flag("--json", arguments.json, "Print the results as JSON instead of a table")
      ->group(kGroup);
}

std::optional<Shard> choose_shard(const std::string& text) {
  if (text == "none") return std::nullopt;
  if (!text.empty()) return read_shard(text);
  const auto assigned = assigned_shard([](const char* name) { return std::getenv(name); });
  if (!assigned) return std::nullopt;
  spdlog::info("shard {}, as {} says; --shard none works on all images",
               shard_text(assigned->shard), assigned->by);
  return assigned->shard;
}

std::optional<ContextPlan> context_plan(const ContextChoice& choice) {
  std::vector<std::filesystem::path> pictures = context_pictures(choice, {});
  if (!choice.is_asked()) return std::nullopt;
  if (choice.is_built()) return ContextPlan{.file = choice.source};
  return ContextPlan{.pictures = std::move(pictures), .options = choice.options};
}

std::filesystem::path default_out(const EvaluateArguments& arguments) {
  std::string name = dataset_name(arguments.kind);
  if (arguments.segmenter.method != Method::hybrid_prompts)
    name += std::string("-") + method_name(arguments.segmenter.method);
  return std::filesystem::path("evaluation") / name;
}

}  // namespace

void add_evaluate_options(CLI::App& app, EvaluateArguments& arguments) {
  add_dataset_options(app, arguments);
  if (arguments.kind == DatasetKind::folder) {
    add_folder_options(app, arguments.dataset);
    add_profile_options(app, arguments.profile);
  } else {
    add_top_k(app, arguments.profile.top_k);
  }
  add_method_options(app, arguments.segmenter, arguments.predict);
  add_context_choice(app, arguments.context);
  add_run_options(app, arguments);
  add_machine_options(app, arguments.segmenter, arguments.jobs);
  app.footer(kFooter);
}

EvaluationPlan plan_for(const EvaluateArguments& arguments) {
  EvaluationPlan plan;
  plan.segmenter = arguments.segmenter;
  if (plan.segmenter.cache.empty()) plan.segmenter.cache = default_cache_dir();
  plan.variants = {{.preset = arguments.predict.preset,
                    .prompts = arguments.predict.prompts,
                    .top_k = arguments.profile.top_k}};
  if (arguments.kind == DatasetKind::folder) {
    ProfileOptions profile = arguments.profile;
    profile.top_k.reset();
    plan.profile = resolve_profile(profile);
  }
  plan.context = context_plan(arguments.context);
  plan.threshold = arguments.predict.threshold;
  plan.mask_rule = arguments.mask_rule;
  plan.side = arguments.side;
  plan.limit = static_cast<std::size_t>(arguments.limit);
  plan.shard = choose_shard(arguments.shard);
  plan.metrics.threads = arguments.segmenter.threads;
  plan.jobs = arguments.jobs;
  plan.out = arguments.out.empty() ? default_out(arguments) : arguments.out;
  plan.dataset = open_dataset(arguments.kind, arguments.data, arguments.dataset);
  return plan;
}

}  // namespace saa::cli
