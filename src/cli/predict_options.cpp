#include "cli/predict_options.h"

#include "cli/option_values.h"

#include <cstdlib>
#include <limits>
#include <saa/error.h>
#include <unistd.h>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExamples = R"(Examples:
  saa predict part.jpg
  saa predict photos/ --profile visa/candle --out results
  saa predict 'lot7/*.png' --object tile --prompt crack --prompt 'black hole'
  find lot7 -newer last -name '*.jpg' | saa predict - --json | jq .pred_score

Under --out, each image gets NAME.json, NAME_anomaly_map.png, NAME_mask.png and NAME_overlay.png, where NAME is
its path without the extension below the deepest folder that all inputs share (NAME keeps the extension where two
images differ in nothing else). results.csv has a row for each image of the run, run.json says how they were made.
Results that are there already are replaced image by image; other images' results are left alone. With --resume,
images that have a result of the same content and options are skipped. A run that was stopped is continued by the
same command with --resume.

Exit code: 0 all good; 1 some images failed, or the run had to stop; 2 the command line cannot be meant, or names a
profile or list that cannot be used, and nothing was done; 130 or 143 stopped by Ctrl-C or SIGTERM.
)";

void add_count(CLI::App& app, const std::string& name, int& target, int low, int high,
               const std::string& help, const char* group) {
  const auto take = [name, &target, low, high](const std::string& text) {
    target = static_cast<int>(read_integer(name, text, low, high));
  };
  add_text(app, name, "N", take, help)->group(group);
}

void add_input_and_output(CLI::App& app, PredictArguments& arguments) {
  app.add_option(
         "images", arguments.input.words,
         "Images, folders (searched as a whole), globs in quotes, or '-' for a list of paths "
         "on standard input")
      ->type_name("IMAGE|FOLDER|GLOB");
  constexpr const char* kGroup = "Input and output";
  app.add_option("--list", arguments.input.list,
                 "Read paths from a file, one a line or each ended by a zero byte")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--out", arguments.input.out, "Folder for the results [default: predictions]")
      ->type_name("DIR")
      ->group(kGroup);
  app.add_flag("--resume", arguments.resume, "Skip images that are finished already")
      ->group(kGroup);
  app.add_flag("--json", arguments.json,
               "Print one line of JSON an image instead of text (docs/result-schema.md)")
      ->group(kGroup);
  app.add_flag("--float-maps", arguments.files.float_map,
               "Also write NAME_anomaly_map.npy, 32-bit floats")
      ->group(kGroup);
  app.add_flag_callback(
         "--no-overlay", [&arguments] { arguments.files.overlay = false; },
         "Write no NAME_overlay.png")
      ->group(kGroup);
  const auto take_pixels = [&arguments](const std::string& text) {
    arguments.limits.max_pixels =
        read_integer("--max-pixels", text, 1, std::numeric_limits<std::int32_t>::max());
  };
  add_text(app, "--max-pixels", "N", take_pixels,
           "Refuse larger images [default: " + std::to_string(ReadLimits{}.max_pixels) + "]")
      ->group(kGroup);
}

/// --without NAME, for each of Table 2's ablations.
void add_switches(CLI::App& app, PromptSwitches& prompts, const char* group) {
  const std::vector<std::pair<std::string, bool*>> switches = {
      {"class-agnostic", &prompts.class_agnostic},
      {"class-specific", &prompts.class_specific},
      {"property", &prompts.property},
      {"saliency", &prompts.saliency},
      {"confidence", &prompts.confidence}};
  std::vector<std::string> names;
  for (const auto& [name, on] : switches) names.push_back(name);
  const auto take = [switches, names](const std::vector<std::string>& off) {
    for (const std::string& text : off)
      *switches[read_choice("--without", text, names)].second = false;
  };
  app.add_option_function<std::vector<std::string>>("--without", take,
                                                    "Switch a hybrid prompt off; repeatable")
      ->type_name(CLI::detail::join(names, "|"))
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(group);
}

void add_method(CLI::App& app, PredictArguments& arguments) {
  constexpr const char* kGroup = "Method";
  add_choice<Preset>(
      app, "--preset", arguments.predict.preset,
      {{"paper", Preset::paper}, {"reference", Preset::reference}, {"saa", Preset::saa}},
      "SAA+ as the paper says, as the published code does, or plain SAA [default: paper]")
      ->group(kGroup);
  add_switches(app, arguments.predict.prompts, kGroup);
  const auto take_threshold = [&arguments](const std::string& text) {
    arguments.predict.threshold =
        read_number("--threshold", text, 0, std::numeric_limits<float>::max());
  };
  add_text(app, "--threshold", "SCORE", take_threshold,
           "pred_score from here on is anomalous [default: the profile's, else the engine's]")
      ->group(kGroup);
}

void add_machine(CLI::App& app, PredictArguments& arguments) {
  constexpr const char* kGroup = "Engine and machine";
  add_choice<Engine>(
      app, "--engine", arguments.segmenter.engine,
      {{"auto", Engine::automatic}, {"official", Engine::official}, {"offline", Engine::offline}},
      "auto: official networks if their files are there (saa models), else offline [default: auto]")
      ->group(kGroup);
  const auto take_models = [&arguments](const std::string& text) {
    if (!fs::is_directory(text)) throw UsageError("--models takes a folder, not '" + text + "'");
    arguments.segmenter.models = text;
  };
  add_text(app, "--models", "DIR", take_models,
           "Folder with weights [default: $SAA_MODELS, else where saa is installed]")
      ->group(kGroup);
  add_choice<DetectorNetwork>(app, "--detector", arguments.segmenter.detector,
                              {{"auto", DetectorNetwork::automatic},
                               {"swin-t", DetectorNetwork::swin_t},
                               {"swin-b", DetectorNetwork::swin_b}},
                              "GroundingDINO's size [default: auto, the first that is there]")
      ->group(kGroup);
  add_count(app, "--detector-size", arguments.segmenter.detector_size, kMinDetectorSize,
            kMaxDetectorSize,
            "Short side at which the detector sees an image; its time falls with the square "
            "[default: 800]",
            kGroup);
  add_choice<RefinerNetwork>(app, "--refiner", arguments.segmenter.refiner,
                             {{"auto", RefinerNetwork::automatic},
                              {"vit-h", RefinerNetwork::vit_h},
                              {"vit-l", RefinerNetwork::vit_l},
                              {"vit-b", RefinerNetwork::vit_b},
                              {"mobile-sam", RefinerNetwork::mobile_sam}},
                             "SAM's size [default: auto, the first that is there]")
      ->group(kGroup);
  app.add_option("--cache", arguments.segmenter.cache,
                 "Folder for compiled networks [default: $XDG_CACHE_HOME/saa or ~/.cache/saa]")
      ->type_name("DIR")
      ->group(kGroup);
  add_choice<Precision>(app, "--precision", arguments.segmenter.precision,
                        {{"f32", Precision::f32},
                         {"bf16", Precision::bf16},
                         {"f16", Precision::f16},
                         {"int8", Precision::int8}},
                        "Arithmetic of the networks [default: f32]")
      ->group(kGroup);
  add_count(app, "--threads", arguments.segmenter.threads, 0, 1024,
            "Threads for computing, 0: all cores [default: 0]", kGroup);
  add_count(app, "--jobs", arguments.jobs, 1, 256,
            "Images in flight at a time [default: one; offline one a thread, at most 4]", kGroup);
}

}  // namespace

void add_predict_options(CLI::App& app, PredictArguments& arguments) {
  add_input_and_output(app, arguments);
  add_profile_options(app, arguments.profile);
  add_method(app, arguments);
  add_machine(app, arguments);
  app.footer(kExamples);
}

fs::path default_cache_dir() {
  fs::path folder;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    folder = fs::path(cache) / "saa";
  } else if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    folder = fs::path(home) / ".cache" / "saa";
  } else {
    return {};
  }
  std::error_code error;
  fs::create_directories(folder, error);
  return !error && ::access(folder.c_str(), W_OK | X_OK) == 0 ? folder : fs::path();
}

}  // namespace saa::cli
