#include "pipeline/cascade.h"

#include "pipeline/confidence.h"
#include "pipeline/fusion.h"
#include "pipeline/generate.h"
#include "pipeline/neighbours/neighbour_prompt.h"
#include "pipeline/neighbours/neighbour_proposals.h"
#include "pipeline/neighbours/remembered_neighbours.h"
#include "pipeline/prediction.h"
#include "pipeline/presets.h"
#include "pipeline/property.h"
#include "pipeline/refine.h"
#include "pipeline/remembered_saliency.h"
#include "pipeline/saliency.h"
#include "pipeline/stage_clock.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace saa {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

bool none_kept(const Candidates& candidates) {
  return std::ranges::none_of(candidates, [](const Region& c) { return c.fate.kept(); });
}

/// Whether the saliency stage is to compare the instances of the object.
bool compares_objects(const Choices& choices, const Profile& profile) {
  return choices.prompts.saliency && profile.object_count > 1 &&
         choices.saliency_form == SaliencyForm::by_object_count;
}

}  // namespace

Cascade::Cascade(EngineParts parts, int threads)
    : parts_(std::move(parts)), threads_(threads), similarity_(threads) {
  parts_.facts.reads_text = parts_.generator->reads_text();
}

Result Cascade::predict(const Image& image, const Profile& profile,
                        const PredictOptions& options) const {
  Result result = begin_prediction(image, profile, options, parts_.facts);
  const Choices choices = choices_for(options.preset, options.prompts);
  const PromptSwitches& use = choices.prompts;
  const bool on_boxes = choices.property_target == PropertyTarget::boxes;
  StageClock clock(options, result.timings);
  const auto generator = parts_.generator->begin(image, profile.object_count);
  const auto refiner = parts_.refiner->begin(image, choices.network_channels);

  InspectedObject object;
  if (use.property || compares_objects(choices, profile)) {
    clock.enter("object");
    object = find_object(image, *generator, *refiner, profile, choices, result.notices);
  }
  const double max_area = use.property ? object.area * profile.max_area : kNoLimit;
  if (use.property) result.object_area = object.area;

  if (use.neighbours && options.context) {
    clock.enter("neighbours");
    add_neighbours(remembered_neighbours(parts_.memory.get(), image, *options.context), image,
                   result);
    if (result.references == 0)
      result.notices.emplace_back(
          "the context holds no picture but this one, which was not compared");
  }

  clock.enter("generator");
  std::vector<Prompt> prompts;
  if (parts_.generator->reads_text())
    prompts = profile.language_prompts(use.class_agnostic, use.class_specific);
  Generated generated =
      generate(*generator, prompts,
               {.min_score = choices.box_threshold, .max_area = on_boxes ? max_area : kNoLimit},
               clock.cancellation());
  for (const Prompt& prompt : prompts) result.prompts.push_back(prompt.text);
  result.boxes_below_threshold = generated.below_threshold;

  clock.enter("refiner");
  Candidates candidates =
      refine(*refiner, image, std::move(generated.candidates), choices.empty_masks);
  // The scores of a generator that reads are on another scale, and it was told what to look for.
  if (!result.neighbour_map.empty() && !parts_.facts.reads_text)
    candidates = add_neighbour_regions(std::move(candidates), result.neighbour_map);
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

  if (!result.neighbour_map.empty())
    candidates = rescore_by_neighbours(std::move(candidates), result.neighbour_map);

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
