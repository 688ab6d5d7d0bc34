#include "baselines/map_method.h"

#include "baselines/mask_regions.h"
#include "image/resize.h"
#include "pipeline/finite_features.h"
#include "pipeline/image_key.h"
#include "pipeline/prediction.h"

#include <utility>

namespace saa::baselines {
namespace {

/// Texts are single lines, so that no two lists of them give the same key.
std::string key_of(const MethodFacts& facts, const Image& image,
                   std::span<const std::string> texts) {
  std::string key = std::string("map ") + method_name(facts.method) + " " + facts.variant + " " +
                    image_key(image);
  for (const std::string& text : texts) key += "\n" + text;
  return key;
}

/// Without the prompts that are switched off.
Profile as_switched(Profile profile, const PromptSwitches& switches) {
  if (!switches.class_agnostic) profile.general.clear();
  if (!switches.class_specific) profile.prompts.clear();
  return profile;
}

}  // namespace

std::vector<std::string> AnomalyMapper::texts(const Profile& /*profile*/) const { return {}; }

MapMethod::MapMethod(MethodFacts facts, std::unique_ptr<const AnomalyMapper> mapper,
                     std::size_t memory_bytes)
    : facts_(std::move(facts)),
      mapper_(std::move(mapper)),
      memory_(memory_bytes > 0 ? std::make_unique<LruCache>(memory_bytes) : nullptr) {}

Result MapMethod::predict(const Image& image, const Profile& profile,
                          const PredictOptions& options) const {
  Result result = begin_prediction(image, profile, options, facts_);
  StageClock clock(options, result.timings);
  result.prompts = mapper_->texts(as_switched(profile, options.prompts));
  const FloatMap map = remembered_map(image, result.prompts, clock);

  clock.enter("regions");
  result.anomaly_map = opencv_resize_bilinear(map, image.width, image.height);
  decide(result);
  result.regions = mask_regions(result.anomaly_map, result.pred_mask);
  clock.finish();
  return result;
}

FloatMap MapMethod::remembered_map(const Image& image, std::span<const std::string> texts,
                                   StageClock& clock) const {
  const auto compute = [&] {
    FloatMap map = mapper_->map(image, texts, clock);
    expect_finite(map.values, facts_.engine + " network");
    return map;
  };
  if (memory_ == nullptr) return compute();
  const auto bytes_of = [](const FloatMap& map) { return map.values.size() * sizeof(float); };
  return *memory_->find_or_keep<FloatMap>(key_of(facts_, image, texts), compute, bytes_of);
}

}  // namespace saa::baselines
