#include "cli/method_options.h"

#include "cli/method_choice.h"
#include "cli/option_values.h"

#include <cstdlib>
#include <limits>
#include <saa/error.h>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace saa::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMachineGroup = "Engine and machine";

void add_count(CLI::App& app, const std::string& name, int& target, int low, int high,
               const std::string& help, const char* group) {
  const auto take = [name, &target, low, high](const std::string& text) {
    target = static_cast<int>(read_integer(name, text, low, high));
  };
  add_text(app, name, "N", take, help)->group(group);
}

/// --without NAME, for each of Table 2's ablations.
void add_switches(CLI::App& app, PromptSwitches& prompts, const char* group) {
  const std::vector<std::pair<std::string, bool*>> switches = {
      {"class-agnostic", &prompts.class_agnostic},
      {"class-specific", &prompts.class_specific},
      {"property", &prompts.property},
      {"saliency", &prompts.saliency},
      {"neighbours", &prompts.neighbours},
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

}  // namespace

void add_method_options(CLI::App& app, SegmenterOptions& segmenter, PredictOptions& predict) {
  constexpr const char* kGroup = "Method";
  add_method_choice(app, segmenter, predict, kGroup);
  add_choice<Preset>(
      app, "--preset", predict.preset,
      {{"paper", Preset::paper}, {"reference", Preset::reference}, {"saa", Preset::saa}},
      "SAA+ as the paper says, as the published code does, or plain SAA [default: paper]")
      ->group(kGroup);
  add_switches(app, predict.prompts, kGroup);
  const auto take_threshold = [&predict](const std::string& text) {
    predict.threshold = read_number("--threshold", text, 0, std::numeric_limits<float>::max());
  };
  add_text(app, "--threshold", "SCORE", take_threshold,
           "pred_score from here on is anomalous [default: the profile's, else the engine's]")
      ->group(kGroup);
}

void add_models_option(CLI::App& app, fs::path& models, const char* group) {
  const auto take_models = [&models](const std::string& text) {
    if (!fs::is_directory(text)) throw UsageError("--models takes a folder, not '" + text + "'");
    models = text;
  };
  add_text(app, "--models", "DIR", take_models,
           "Folder with weights [default: $SAA_MODELS, else where saa is installed]")
      ->group(group);
}

void add_cache_option(CLI::App& app, fs::path& cache, const char* group) {
  app.add_option("--cache", cache,
                 "Folder for compiled networks [default: $XDG_CACHE_HOME/saa or ~/.cache/saa]")
      ->type_name("DIR")
      ->group(group);
}

void add_threads_option(CLI::App& app, int& threads, const char* group) {
  add_count(app, "--threads", threads, 0, 1024, "Threads for computing, 0: all cores [default: 0]",
            group);
}

void add_network_options(CLI::App& app, SegmenterOptions& segmenter) {
  constexpr const char* kGroup = kMachineGroup;
  add_choice<Engine>(
      app, "--engine", segmenter.engine,
      {{"auto", Engine::automatic}, {"official", Engine::official}, {"offline", Engine::offline}},
      "auto: official networks if their files are there (saa models), else offline [default: auto]")
      ->group(kGroup);
  add_models_option(app, segmenter.models, kGroup);
  add_choice<DetectorNetwork>(app, "--detector", segmenter.detector,
                              {{"auto", DetectorNetwork::automatic},
                               {"swin-t", DetectorNetwork::swin_t},
                               {"swin-b", DetectorNetwork::swin_b}},
                              "GroundingDINO's size [default: auto, the first that is there]")
      ->group(kGroup);
  add_count(app, "--detector-size", segmenter.detector_size, kMinDetectorSize, kMaxDetectorSize,
            "Short side at which the detector sees an image; its time falls with the square "
            "[default: 800]",
            kGroup);
  add_choice<RefinerNetwork>(app, "--refiner", segmenter.refiner,
                             {{"auto", RefinerNetwork::automatic},
                              {"vit-h", RefinerNetwork::vit_h},
                              {"vit-l", RefinerNetwork::vit_l},
                              {"vit-b", RefinerNetwork::vit_b},
                              {"mobile-sam", RefinerNetwork::mobile_sam}},
                             "SAM's size [default: auto, the first that is there]")
      ->group(kGroup);
  add_cache_option(app, segmenter.cache, kGroup);
  add_choice<Precision>(app, "--precision", segmenter.precision,
                        {{"f32", Precision::f32},
                         {"bf16", Precision::bf16},
                         {"f16", Precision::f16},
                         {"int8", Precision::int8}},
                        "Arithmetic of the networks [default: f32]")
      ->group(kGroup);
  add_threads_option(app, segmenter.threads, kGroup);
}

void add_machine_options(CLI::App& app, SegmenterOptions& segmenter, int& jobs) {
  add_network_options(app, segmenter);
  add_count(app, "--jobs", jobs, 1, 256,
            "Images in flight at a time [default: one; offline one a thread, at most 4]",
            kMachineGroup);
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
