#include "guard.h"
#include "handles.h"
#include "versioned.h"
#include "view.h"

#include <limits>
#include <optional>

namespace {

using saa::c::given;
using saa::c::guarded;
using saa::c::guarded_value;
using saa::c::view;

static_assert(SAA_RULE_DUPLICATE == static_cast<int>(saa::Rule::duplicate));

const saa::Result& result_of(const saa_result* result) {
  return given(result, "result").prediction.result;
}

std::int32_t count(std::size_t size) { return static_cast<std::int32_t>(size); }

template <typename Item>
const Item& item(const std::vector<Item>& items, std::size_t index, const char* what) {
  if (index < items.size()) return items[index];
  throw saa::UsageError("index is " + std::to_string(index) + "; the result has " +
                        std::to_string(items.size()) + " " + what);
}

double number_or_nan(const std::optional<double>& number) {
  return number.value_or(std::numeric_limits<double>::quiet_NaN());
}

saa_summary summary_of(const saa::Result& result) {
  return {.struct_size = sizeof(saa_summary),
          .width = result.width,
          .height = result.height,
          .pred_score = result.pred_score,
          .threshold = result.threshold,
          .pred_label = result.pred_label ? 1 : 0,
          .region_count = count(result.regions.size()),
          .prompt_count = count(result.prompts.size()),
          .notice_count = count(result.notices.size()),
          .timing_count = count(result.timings.size()),
          .reserved = 0,
          .object_area = result.object_area,
          .boxes_below_threshold = result.boxes_below_threshold,
          .method = result.method.c_str(),
          .method_variant = result.method_variant.c_str(),
          .engine = result.engine.c_str(),
          .engine_notice = result.engine_notice.c_str(),
          .preset = result.preset.c_str(),
          .profile = result.profile.c_str(),
          .references = result.references,
          .neighbour_score = number_or_nan(result.neighbour_score)};
}

saa_region region_of(const saa::Region& region, const std::string& explanation) {
  return {.struct_size = sizeof(saa_region),
          .x0 = region.box.x0,
          .y0 = region.box.y0,
          .x1 = region.box.x1,
          .y1 = region.box.y1,
          .mask = view(region.mask),
          .area = region.area,
          .phrase = region.phrase.c_str(),
          .prompt = region.prompt,
          .rank = region.rank.value_or(0),
          .generator_score = region.scores.generator,
          .saliency = number_or_nan(region.scores.saliency),
          .saliency_factor = number_or_nan(region.scores.saliency_factor),
          .rescored = region.scores.rescored,
          .object_share = region.object_share,
          .rule = static_cast<std::int32_t>(region.fate.rule),
          .reserved = 0,
          .fate_value = region.fate.value,
          .fate_limit = region.fate.limit,
          .explanation = explanation.c_str(),
          .neighbours = number_or_nan(region.scores.neighbours),
          .neighbour_factor = number_or_nan(region.scores.neighbour_factor)};
}

}  // namespace

saa_status saa_result_summary(const saa_result* result, saa_summary* summary) {
  return guarded(
      [&] { saa::c::hand_out(summary_of(result_of(result)), given(summary, "summary")); });
}

saa_status saa_result_anomaly_map(const saa_result* result, saa_float_map* map) {
  return guarded([&] { given(map, "map") = view(result_of(result).anomaly_map); });
}

saa_status saa_result_saliency_map(const saa_result* result, saa_float_map* map) {
  return guarded([&] { given(map, "map") = view(result_of(result).saliency_map); });
}

saa_status saa_result_neighbour_map(const saa_result* result, saa_float_map* map) {
  return guarded([&] { given(map, "map") = view(result_of(result).neighbour_map); });
}

saa_status saa_result_pred_mask(const saa_result* result, saa_mask* mask) {
  return guarded([&] { given(mask, "mask") = view(result_of(result).pred_mask); });
}

saa_status saa_result_object_mask(const saa_result* result, saa_mask* mask) {
  return guarded([&] { given(mask, "mask") = view(result_of(result).object_mask); });
}

const char* saa_rule_name(saa_rule rule) {
  const auto number = static_cast<std::int32_t>(rule);
  if (number < SAA_RULE_KEPT || number > SAA_RULE_DUPLICATE) return "unknown";
  return saa::rule_name(static_cast<saa::Rule>(number));
}

saa_status saa_result_region(const saa_result* result, size_t index, saa_region* region) {
  return guarded([&] {
    const saa::Region& found = item(result_of(result).regions, index, "regions");
    saa::c::hand_out(region_of(found, result->explanations[index]), given(region, "region"));
  });
}

const char* saa_result_prompt(const saa_result* result, size_t index) {
  return guarded_value([&] { return item(result_of(result).prompts, index, "prompts").c_str(); });
}

const char* saa_result_notice(const saa_result* result, size_t index) {
  return guarded_value([&] { return item(result_of(result).notices, index, "notices").c_str(); });
}

saa_status saa_result_timing(const saa_result* result, size_t index, const char** stage,
                             double* seconds) {
  return guarded([&] {
    const saa::StageTime& time = item(result_of(result).timings, index, "timings");
    if (stage != nullptr) *stage = time.stage.c_str();
    if (seconds != nullptr) *seconds = time.seconds;
  });
}

saa_status saa_result_json(const saa_result* result, char** out) {
  return guarded([&] {
    saa::c::clear(out);
    *out = saa::c::c_string(given(result, "result").prediction.json());
  });
}
