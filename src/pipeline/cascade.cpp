#include "pipeline/cascade.h"

#include "pipeline/cancellation.h"
#include "pipeline/confidence.h"
#include "pipeline/fusion.h"
#include "pipeline/generate.h"
#include "pipeline/presets.h"
#include "pipeline/property.h"
#include "pipeline/refine.h"
#include "pipeline/remembered_saliency.h"
#include "pipeline/saliency.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <saa/error.h>
#include <string>
#include <utility>

namespace saa {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

void check_image(const Image& image) {
  const std::string size = std::to_string(image.width) + " x " + std::to_string(image.height);
  if (image.width <= 0 || image.height <= 0)
    throw InputError("the image has no pixels (" + size + ")");
  if (image.rgb.size() != 3 * image.pixels())
    throw InputError("an image of " + size + " pixels needs " + std::to_string(3 * image.pixels()) +
                     " bytes of RGB, found " + std::to_string(image.rgb.size()));
}

void check_threshold(const std::optional<double>& threshold) {
  if (threshold && !(std::isfinite(*threshold) && *threshold >= 0))
    throw InputError("the threshold must be a number of at least 0, found " +
                     std::to_string(*threshold));
}

/// Notes the seconds of every stage, and looks at the start of each whether to stop.
class StageClock {
 public:
  StageClock(const Cancellation& cancellation, std::vector<StageTime>& times)
      : cancellation_(cancellation), times_(times) {}

  /// Ends the stage before, if there is one.
  void enter(const char* stage) {
    finish();
    cancellation_.check();
    stage_ = stage;
    start_ = Clock::now();
  }

  void finish() {
    if (stage_ == nullptr) return;
    const std::chrono::duration<double> seconds = Clock::now() - start_;
    times_.push_back({.stage = stage_, .seconds = seconds.count()});
    stage_ = nullptr;
  }

 private:
  using Clock = std::chrono::steady_clock;

  const Cancellation& cancellation_;
  std::vector<StageTime>& times_;
  const char* stage_ = nullptr;
  Clock::time_point start_;
};

bool none_kept(const Candidates& candidates) {
  return std::ranges::none_of(candidates, [](const Region& c) { return c.fate.kept(); });
}

/// Whether the saliency stage is to compare the instances of the object.
bool compares_objects(const Choices& choices, const Profile& profile) {
  return choices.prompts.saliency && profile.object_count > 1 &&
         choices.saliency_form == SaliencyForm::by_object_count;
}

/// The part of a result that is known before the first stage.
Result describe(const Image& image, const Profile& profile, const PredictOptions& options,
                const MethodFacts& engine) {
  Result result;
  result.width = image.width;
  result.height = image.height;
  result.engine = engine.engine;
  result.engine_notice = engine.notice;
  result.notices = engine.notices;
  result.preset = preset_name(options.preset);
  result.profile = profile.name;
  result.threshold = options.threshold.value_or(profile.threshold.value_or(engine.threshold));
  return result;
}

/// Score, label and mask from the map. A score of 0 is never anomalous, whatever the threshold.
void decide(Result& result) {
  const FloatMap& map = result.anomaly_map;
  const auto anomalous = [&](double score) { return score > 0 && score >= result.threshold; };
  result.pred_score = *std::ranges::max_element(map.values);
  result.pred_label = anomalous(result.pred_score);
  result.pred_mask = Mask(map.width, map.height);
  std::ranges::transform(map.values, result.pred_mask.values.begin(),
                         [&](float score) { return static_cast<std::uint8_t>(anomalous(score)); });
}

}  // namespace

Cascade::Cascade(EngineParts parts, int threads)
    : parts_(std::move(parts)), threads_(threads), similarity_(threads) {
  parts_.facts.reads_text = parts_.generator->reads_text();
}

Result Cascade::predict(const Image& image, const Profile& profile,
                        const PredictOptions& options) const {
  check_image(image);
  check_threshold(options.threshold);
  validate_profile(profile);
  const Choices choices = choices_for(options.preset, options.prompts);
  const PromptSwitches& use = choices.prompts;
  const bool on_boxes = choices.property_target == PropertyTarget::boxes;
  const Cancellation cancellation(options.cancel);

  Result result = describe(image, profile, options, parts_.facts);
  StageClock clock(cancellation, result.timings);
  const auto generator = parts_.generator->begin(image, profile.object_count);
  const auto refiner = parts_.refiner->begin(image, choices.network_channels);

  InspectedObject object;
  if (use.property || compares_objects(choices, profile)) {
    clock.enter("object");
    object = find_object(image, *generator, *refiner, profile, choices, result.notices);
  }
  const double max_area = use.property ? object.area * profile.max_area : kNoLimit;
  if (use.property) result.object_area = object.area;

  clock.enter("generator");
  std::vector<Prompt> prompts;
  if (parts_.generator->reads_text())
    prompts = profile.language_prompts(use.class_agnostic, use.class_specific);
  Generated generated =
      generate(*generator, prompts,
               {.min_score = choices.box_threshold, .max_area = on_boxes ? max_area : kNoLimit},
               cancellation);
  for (const Prompt& prompt : prompts) result.prompts.push_back(prompt.text);
  result.boxes_below_threshold = generated.below_threshold;

  clock.enter("refiner");
  Candidates candidates =
      refine(*refiner, image, std::move(generated.candidates), choices.empty_masks);
  if (choices.stand_in_if_none && none_kept(candidates)) candidates.emplace_back();

  clock.enter("property");
  candidates = measure_object_share(std::move(candidates), object.mask);
  if (use.property && !on_boxes) {
    candidates = apply_property(
        std::move(candidates), object.mask,
        {.max_area = max_area, .overlap = profile.overlap, .min_overlap = profile.min_overlap});
  }

  if (use.saliency) {
    clock.enter("saliency");
    Saliency saliency =
        remembered_saliency(parts_.memory.get(), image, object, profile.object_count, choices, [&] {
          std::vector<std::string> notices;
          FloatMap grid = saliency_grid(image, *parts_.saliency, object, profile.object_count,
                                        choices, similarity_, threads_, notices);
          return Saliency{std::move(grid), std::move(notices)};
        });
    result.saliency_map = saliency_map(saliency.grid, image);
    std::ranges::move(saliency.notices, std::back_inserter(result.notices));
    candidates = rescore(std::move(candidates), result.saliency_map, choices.saliency_gain);
  }

  clock.enter("confidence");
  candidates =
      keep_best(std::move(candidates), use.confidence ? std::optional(profile.top_k) : std::nullopt,
                choices.ties);

  clock.enter("fusion");
  result.anomaly_map = fuse(candidates, image.width, image.height, choices.fusion);
  decide(result);
  clock.finish();

  result.object_mask = std::move(object.mask);
  result.regions = in_result_order(std::move(candidates));
  return result;
}

}  // namespace saa
