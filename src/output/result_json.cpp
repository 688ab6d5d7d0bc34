#include "output/result_json.h"

#include "image/mask_geometry.h"
#include "image/run_lengths.h"
#include "output/explain_fate.h"

#include <algorithm>
#include <saa/version.h>

namespace saa {
namespace {

template <typename T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json optional_number(const std::optional<double>& value) {
  return value ? json_number(*value) : Json(nullptr);
}

Json mask_json(const RegionMask& mask, const Result& result) {
  if (mask.empty()) return nullptr;
  return {{"size", {result.height, result.width}},
          {"counts", compressed_counts(run_lengths(mask, result.width, result.height))}};
}

Json box_json(const Box& box) {
  return {json_number(box.x0), json_number(box.y0), json_number(box.x1), json_number(box.y1)};
}

/// Whether the predicted mask shows some of the region.
bool is_anomalous(const Region& region, const Mask& pred_mask) {
  if (!region.fate.kept()) return false;
  const Mask& window = region.mask.window;
  for (int y = 0; y < window.height; ++y) {
    for (int x = 0; x < window.width; ++x) {
      if (window.at(x, y) != 0 && pred_mask.at(region.mask.x + x, region.mask.y + y) != 0)
        return true;
    }
  }
  return false;
}

Json scores_json(const StageScores& scores) {
  return {{"generator", json_number(scores.generator)},
          {"saliency", optional_number(scores.saliency)},
          {"saliency_factor", optional_number(scores.saliency_factor)},
          {"neighbours", optional_number(scores.neighbours)},
          {"neighbour_factor", optional_number(scores.neighbour_factor)},
          {"rescored", json_number(scores.rescored)}};
}

Json fate_json(const Fate& fate) {
  return {{"rule", rule_name(fate.rule)},
          {"value", json_number(fate.value)},
          {"limit", json_number(fate.limit)},
          {"explanation", explain(fate)}};
}

Json region_json(const Region& region, const Result& result) {
  return {{"anomalous", is_anomalous(region, result.pred_mask)},
          {"rank", optional_json(region.rank)},
          {"box", box_json(region.box)},
          {"area", region.area},
          {"phrase", region.phrase},
          {"prompt", region.prompt < 0 ? Json(nullptr) : Json(region.prompt)},
          {"scores", scores_json(region.scores)},
          {"object_share", json_number(region.object_share)},
          {"fate", fate_json(region.fate)},
          {"mask", mask_json(region.mask, result)}};
}

Json regions_json(const Result& result) {
  Json regions = Json::array();
  for (const Region& region : result.regions) regions.push_back(region_json(region, result));
  return regions;
}

Json timings_json(const Result& result, const Provenance& provenance) {
  Json timings = Json::array({{{"stage", "read"}, {"seconds", provenance.read_seconds}}});
  for (const StageTime& time : result.timings)
    timings.push_back({{"stage", time.stage}, {"seconds", json_number(time.seconds)}});
  return timings;
}

}  // namespace

Json result_json(const Result& result, const Provenance& provenance) {
  return {{"schema", kResultSchema},
          {"version", kVersion},
          {"image",
           {{"path", provenance.image.string()},
            {"width", result.width},
            {"height", result.height},
            {"sha256", provenance.image_sha256}}},
          {"method", result.method},
          {"method_variant", text_or_null(result.method_variant)},
          {"engine", result.engine},
          {"engine_notice", result.engine_notice},
          {"preset", text_or_null(result.preset)},
          {"profile", result.profile},
          {"prompts", result.prompts},
          {"options_sha256", provenance.options_sha256},
          {"pred_score", json_number(result.pred_score)},
          {"threshold", json_number(result.threshold)},
          {"pred_label", result.pred_label},
          {"object",
           {{"area", json_number(result.object_area)},
            {"mask", mask_json(result.object_mask, result)}}},
          {"regions", regions_json(result)},
          {"references", result.references},
          {"neighbour_score", optional_number(result.neighbour_score)},
          {"boxes_below_threshold", result.boxes_below_threshold},
          {"notices", result.notices},
          {"timings", timings_json(result, provenance)},
          {"seconds", json_number(provenance.seconds)}};
}

Json error_json(const std::filesystem::path& image, std::string_view error) {
  return {{"schema", kErrorSchema},
          {"version", kVersion},
          {"image", {{"path", image.string()}}},
          {"error", error}};
}

RegionMask read_mask_json(const Json& mask) {
  const Json& size = mask.at("size");
  const RunLengths runs = parse_compressed_counts(mask.at("counts").get<std::string>(),
                                                  size.at(1).get<int>(), size.at(0).get<int>());
  return crop_to_region(decode_run_lengths(runs));
}

ResultSummary summary_of(const Json& result) {
  const Json& regions = result.at("regions");
  const auto shown = std::ranges::count_if(
      regions, [](const Json& region) { return region.at("anomalous").get<bool>(); });
  return {.pred_score = result.at("pred_score").get<double>(),
          .pred_label = result.at("pred_label").get<bool>(),
          .regions = static_cast<int>(shown),
          .seconds = result.at("seconds").get<double>()};
}

}  // namespace saa
