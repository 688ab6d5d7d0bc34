#include "pipeline/prediction.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <saa/error.h>
#include <string>

namespace saa {
namespace {

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

}  // namespace

Result begin_prediction(const Image& image, const Profile& profile, const PredictOptions& options,
                        const MethodFacts& facts) {
  check_image(image);
  check_threshold(options.threshold);
  validate_profile(profile);
  Result result;
  result.width = image.width;
  result.height = image.height;
  result.method = method_name(facts.method, options.preset);
  result.method_variant = facts.variant;
  result.engine = facts.engine;
  result.engine_notice = facts.notice;
  result.notices = facts.notices;
  if (facts.method == Method::hybrid_prompts) result.preset = preset_name(options.preset);
  result.profile = profile.name;
  result.threshold = options.threshold.value_or(profile.threshold.value_or(facts.threshold));
  return result;
}

void decide(Result& result) {
  const FloatMap& map = result.anomaly_map;
  const auto anomalous = [&](double score) { return score > 0 && score >= result.threshold; };
  result.pred_score = *std::ranges::max_element(map.values);
  result.pred_label = anomalous(result.pred_score);
  result.pred_mask = Mask(map.width, map.height);
  std::ranges::transform(map.values, result.pred_mask.values.begin(),
                         [&](float score) { return static_cast<std::uint8_t>(anomalous(score)); });
}

}  // namespace saa
