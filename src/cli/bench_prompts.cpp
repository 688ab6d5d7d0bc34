// saa bench-prompts: what each phrase of a list is worth on labelled images, and what it costs.
#include "cli/columns.h"
#include "cli/dataset_options.h"
#include "cli/interruption.h"
#include "cli/method_options.h"
#include "cli/option_values.h"
#include "cli/plain_text.h"
#include "cli/print.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "core/atomic_file.h"
#include "core/mapped_file.h"
#include "datasets/facts.h"
#include "evaluation/prompt_bench/phrase_list.h"
#include "evaluation/prompt_bench/phrase_trials.h"
#include "output/json.h"
#include "pipeline/presets.h"
#include "segmenter/make_method.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <saa/error.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

/// What a shell reports of a program that a signal ended.
constexpr int kSignalExit = 128;

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

struct Report {
  std::string category;
  Profile profile;  ///< the best one
  std::vector<Prompt> phrases;
  GreedySearch search;
  std::vector<double> seconds;  ///< an image, by phrase
  std::size_t images = 0;
  std::size_t anomalous = 0;
};

std::string percent(double share) { return fmt::format("{:.2f}", 100 * share); }

std::string place_text(const Report& report, std::size_t phrase) {
  const auto found = std::ranges::find(report.search.added, phrase);
  return found == report.search.added.end()
             ? "-"
             : std::to_string(found - report.search.added.begin() + 1);
}

/// The chosen ones as they were added, then the others by what they would have changed.
std::vector<std::size_t> table_order(const Report& report) {
  std::vector<std::size_t> order = report.search.added;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < report.phrases.size(); ++i)
    if (std::ranges::find(order, i) == order.end()) others.push_back(i);
  std::ranges::stable_sort(others, std::greater<>(),
                           [&](std::size_t i) { return report.search.gains[i]; });
  std::ranges::move(others, std::back_inserter(order));
  return order;
}

std::string table(const Report& report) {
  std::vector<std::vector<std::string>> rows = {
      {"ADDED", "PHRASE", "DROPS", "F_P ALONE", "GAIN", "S/IMAGE"}};
  for (const std::size_t i : table_order(report)) {
    const Prompt& phrase = report.phrases[i];
    rows.push_back({place_text(report, i), plain_line(phrase.text),
                    phrase.filtered_phrase.empty() ? "-" : plain_line(phrase.filtered_phrase),
                    percent(report.search.alone[i]),
                    fmt::format("{:+.2f}", 100 * report.search.gains[i]),
                    fmt::format("{:.2f}", report.seconds[i])});
  }
  double cost = 0;
  for (const std::size_t i : report.search.added) cost += report.seconds[i];
  return aligned_columns(rows) +
         fmt::format(
             "\n{}: F_p {} with {} of {} phrases, {:.2f} s an image; {} images, {} "
             "anomalous; {} sets tried\n",
             report.category, percent(report.search.best), report.search.added.size(),
             report.phrases.size(), cost, report.images, report.anomalous, report.search.sets);
}

Json to_json(const Report& report) {
  Json phrases = Json::array();
  for (const std::size_t i : table_order(report)) {
    const auto place = std::ranges::find(report.search.added, i);
    const bool is_chosen = place != report.search.added.end();
    phrases.push_back(
        {{"text", valid_utf8(report.phrases[i].text)},
         {"filtered_phrase", valid_utf8(report.phrases[i].filtered_phrase)},
         {"added", is_chosen ? Json(place - report.search.added.begin() + 1) : Json()},
         {"pixel_f1_max_alone", json_number(report.search.alone[i])},
         {"gain", json_number(report.search.gains[i])},
         {"seconds_per_image", json_number(report.seconds[i])}});
  }
  return {{"category", valid_utf8(report.category)},
          {"images", report.images},
          {"anomalous_images", report.anomalous},
          {"pixel_f1_max", json_number(report.search.best)},
          {"sets_tried", report.search.sets},
          {"phrases", std::move(phrases)},
          {"profile", valid_utf8(to_toml(report.profile))}};
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

Report run(const BenchArguments& arguments, const Category& category, const Profile& profile,
           const AnomalyMethod& method, const fs::path& work) {
  Report report{.category = category.name,
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
    const Report report = run(arguments, category, profile, *method, work.path());
    if (!arguments.out.empty())
      write_file_atomically(arguments.out, std::string_view(to_toml(report.profile)));
    print(arguments.json ? json_page(to_json(report)) : table(report));
    return 0;
  } catch (const CancelledError&) {
    spdlog::error("interrupted{}", work.is_temporary()
                                       ? "; with --work the next run goes on from here"
                                       : "; the same command goes on from here");
    return kSignalExit + interruption.signal();
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
      "what its pass of generator and refiner costs (median). The best set was chosen on these "
      "images: "
      "test\n"
      "it on others.\n"
      "Example:\n"
      "  saa bench-prompts --data /data/mvtec --category carpet phrases.txt --out carpet.toml");
  verb->callback([&action, arguments] { action = [arguments] { return bench(*arguments); }; });
}

}  // namespace saa::cli
