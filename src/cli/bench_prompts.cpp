// saa bench-prompts: what each phrase of a list is worth on labelled images, and what it costs.
#include "cli/bench_prompts_report.h"
#include "cli/dataset_options.h"
#include "cli/interruption.h"
#include "cli/method_options.h"
#include "cli/option_values.h"
#include "cli/print.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "core/atomic_file.h"
#include "core/mapped_file.h"
#include "datasets/facts.h"
#include "evaluation/prompt_bench/phrase_list.h"
#include "evaluation/prompt_bench/phrase_trials.h"
#include "pipeline/presets.h"
#include "segmenter/make_method.h"

#include <algorithm>
#include <fmt/format.h>
#include <saa/error.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

/// Enough for the answers about the images in flight; the rest lies in files.
constexpr std::size_t kMemoryBytes = std::size_t{1} << 30U;

struct BenchArguments {
  std::string list;
  std::string root;
  std::string kind;  ///< empty: as recognised
  DatasetOptions dataset;
  std::string profile;  ///< empty: the category's
  std::size_t limit = 0;
  MaskRule mask_rule = MaskRule::above_zero;
  fs::path out;
  fs::path work;
  bool json = false;
  SegmenterOptions segmenter;
  PredictOptions predict;
  int jobs = 0;
};

/// Where answers are kept: the folder asked for, or one that goes when the bench is over.
class WorkFolder {
 public:
  explicit WorkFolder(const fs::path& wanted) : path_(wanted), is_temporary_(wanted.empty()) {
    if (!is_temporary_) return;
    std::string name = (fs::temp_directory_path() / "saa-bench-prompts-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw IoError("cannot make the folder " + name + "; name one with --work");
    path_ = name;
  }
  ~WorkFolder() {
    std::error_code ignored;
    if (is_temporary_) fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] bool is_temporary() const { return is_temporary_; }

 private:
  fs::path path_;
  bool is_temporary_;
};

Category chosen_category(const BenchArguments& arguments) {
  const FoundDataset found = chosen_dataset(arguments.root, arguments.kind);
  const std::vector<std::string>& all = dataset_facts(found.kind).categories;
  if (arguments.dataset.categories.size() != 1 && all.size() > 1)
    throw UsageError("prompts are tried on one category at a time; name it with --category");
  return open_dataset(found.kind, found.root, arguments.dataset).categories.front();
}

void check_method(const MethodFacts& facts) {
  if (facts.method != Method::hybrid_prompts)
    throw UsageError("prompts are tried with SAA+ and SAA; leave --method away");
  if (facts.reads_text) return;
  throw UsageError("the " + facts.engine +
                   " engine reads no text, so that all phrases would look equal; prompts need the "
                   "official networks: 'saa models fetch saa-plus' brings them, or --models names "
                   "the folder that has them");
}

/// Names what decides the networks' answers.
std::string networks_text(const MethodFacts& facts, const SegmenterOptions& options) {
  std::string text = facts.engine + " " + std::to_string(static_cast<int>(options.precision)) +
                     " " + std::to_string(options.detector_size);
  for (const WeightsFile& file : facts.weights) text += " " + file.sha256;
  return text;
}

/// A phrase list is text of a few lines; what is not is refused before it is read.
std::vector<Prompt> read_phrases(const std::string& file, const Profile& profile) {
  const MappedFile list(file);
  if (list.bytes().size() > kMaxProfileBytes)
    throw InputError(file + " is too large for a list of phrases; expected one phrase a line");
  const auto* text = reinterpret_cast<const char*>(list.bytes().data());
  return parse_phrase_list({text, list.bytes().size()}, file, profile.object);
}

void ask_networks(PhraseTrials& trials, std::size_t images, Terminal& terminal) {
  Progress progress(images, Progress::Clock::now());
  terminal.show(progress);
  trials.ask([&](bool asked) {
    progress.advance(asked);
    terminal.show(progress);
  });
  terminal.clear();
}

PromptBenchReport run(const BenchArguments& arguments, const Category& category,
                      const Profile& profile, const AnomalyMethod& method, const fs::path& work) {
  PromptBenchReport report{.category = category.name,
                           .profile = {},
                           .phrases = read_phrases(arguments.list, profile),
                           .search = {},
                           .seconds = {}};
  const std::vector<Sample> samples = trial_samples(category.samples, arguments.limit);
  report.images = samples.size();
  report.anomalous = std::size_t(
      std::ranges::count_if(samples, [](const Sample& sample) { return !sample.mask.empty(); }));
  PhraseTrials trials(method, samples,
                      {.phrases = report.phrases,
                       .profile = profile,
                       .predict = arguments.predict,
                       .mask_rule = arguments.mask_rule,
                       .folder = work / category.name,
                       .networks = networks_text(method.facts(), arguments.segmenter),
                       .threads = arguments.segmenter.threads});
  Terminal terminal(/*quiet=*/!spdlog::should_log(spdlog::level::info));
  ask_networks(trials, samples.size(), terminal);
  report.seconds = trials.seconds();
  report.search = search_greedily(report.phrases.size(), [&](std::span<const PhraseSet> sets) {
    terminal.note(fmt::format("judging {} sets of {}", sets.size(), sets.front().size()));
    return trials.judge(sets);
  });
  PhraseSet best = report.search.added;
  std::ranges::sort(best);
  report.profile = with_phrases(profile, report.phrases, best);
  return report;
}

int bench(BenchArguments arguments) {
  if (!choices_for(arguments.predict.preset, arguments.predict.prompts).prompts.class_specific)
    throw UsageError("--preset saa and --without class-specific use no phrases; leave them away");
  const Category category = chosen_category(arguments);
  const Profile profile =
      find_profile(arguments.profile.empty() ? category.profile : arguments.profile);
  static_cast<void>(read_phrases(arguments.list, profile));  // before the networks are loaded
  if (arguments.segmenter.cache.empty()) arguments.segmenter.cache = default_cache_dir();
  arguments.segmenter.memory_bytes = kMemoryBytes;
  const auto method = make_method(arguments.segmenter);
  check_method(method->facts());
  const WorkFolder work(arguments.work);
  Interruption interruption;
  arguments.predict.cancel = &interruption.stop();
  try {
    const PromptBenchReport report = run(arguments, category, profile, *method, work.path());
    if (!arguments.out.empty())
      write_file_atomically(arguments.out, std::string_view(to_toml(report.profile)));
    print(arguments.json ? json_page(to_json(report)) : table(report));
    return 0;
  } catch (const CancelledError&) {
    spdlog::error("interrupted{}", work.is_temporary()
                                       ? "; with --work the next run goes on from here"
                                       : "; the same command goes on from here");
    return signal_exit_code();
  }
}

void add_input(CLI::App& verb, BenchArguments& arguments) {
  verb.add_option("prompts", arguments.list,
                  "The phrases to try, one a line: 'text', or 'text=phrase' to drop what comes "
                  "back as that phrase (without '=': as the object); '#' begins a remark")
      ->required()
      ->type_name("FILE");
  verb.add_option("--data", arguments.root, "The data set's root")->required()->type_name("DIR");
  verb.add_option("--as", arguments.kind,
                  "Which data set it is: mvtec, visa, ksdd2, mtd or folder (default: told from "
                  "the layout)")
      ->type_name("NAME");
  verb.add_option("--profile", arguments.profile,
                  "Object and limits, a built-in profile or a TOML file; its own prompts are not "
                  "used (default: the category's)")
      ->type_name("NAME|FILE");
  const auto take_limit = [&arguments](const std::string& text) {
    arguments.limit = std::size_t(read_integer("--limit", text, 1, 1'000'000));
  };
  add_text(verb, "--limit", "N", take_limit,
           "Only so many images, taken evenly over anomalous and normal ones (default: all)");
  add_choice<MaskRule>(verb, "--mask-rule", arguments.mask_rule,
                       {{"above-zero", MaskRule::above_zero}, {"above-half", MaskRule::above_half}},
                       "Which values of a mask are a defect [default: above-zero]");
}

}  // namespace

void add_bench_prompts(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "bench-prompts", "Try phrases on labelled images: what each is worth, what it costs");
  const auto arguments = std::make_shared<BenchArguments>();
  add_input(*verb, *arguments);
  verb->add_option("--out", arguments->out, "Write the best profile to this TOML file")
      ->type_name("FILE");
  verb->add_option("--work", arguments->work,
                   "Keep what the networks said in this folder: a later run with further phrases "
                   "asks only what is new (default: a temporary folder)")
      ->type_name("DIR");
  verb->add_flag("--json", arguments->json, "As JSON, with the best profile");
  add_dataset_options(*verb, arguments->dataset);
  add_method_options(*verb, arguments->segmenter, arguments->predict);
  add_machine_options(*verb, arguments->segmenter, arguments->jobs);
  // Each image has the machine to itself, so that the seconds can be compared.
  verb->remove_option(verb->get_option("--jobs"));
  verb->footer(
      "Each phrase is put to the networks once an image. Then the phrase with the highest F_p is\n"
      "taken, to it the one that adds most, and so on until none helps. GAIN is what a phrase\n"
      "added, in points of F_p; of one left out what it would have changed at the end. S/IMAGE is\n"
      "the median of what its passes of generator and refiner cost. The best set was chosen on\n"
      "these images: test it on others.\n"
      "Example:\n"
      "  saa bench-prompts --data /data/mvtec --category carpet phrases.txt --out carpet.toml");
  verb->callback([&action, arguments] { action = [arguments] { return bench(*arguments); }; });
}

}  // namespace saa::cli
