// A result made by hand: every field set, every rule used once.
#pragma once

#include <saa/result.h>

namespace saa::test {

inline Region sample_region(const Box& box, Rule rule, double value, double limit) {
  Region region;
  region.box = box;
  region.phrase = "crack";
  region.prompt = 0;
  region.scores = {.generator = 0.5, .saliency = 0.25, .saliency_factor = 1.25, .rescored = 0.625};
  region.fate = {.rule = rule, .value = value, .limit = limit};
  return region;
}

/// 6 x 4 pixels; one kept region of 2 x 2 pixels at (1, 1) that the predicted mask shows, one kept
/// region of one pixel at (5, 3) that it does not, and one candidate for each other rule.
inline Result sample_result() {
  Result result;
  result.width = 6;
  result.height = 4;
  result.method = "saa+";
  result.engine = "offline";
  result.engine_notice = "no language model";
  result.preset = "paper";
  result.profile = "visa/candle";
  result.prompts = {"crack"};
  result.pred_score = 0.625;
  result.threshold = 0.5;
  result.pred_label = true;
  result.anomaly_map = FloatMap(6, 4);
  result.pred_mask = Mask(6, 4);
  for (const int x : {1, 2}) {
    for (const int y : {1, 2}) {
      result.anomaly_map.at(x, y) = 0.625F;
      result.pred_mask.at(x, y) = 1;
    }
  }
  result.anomaly_map.at(5, 3) = 0.25F;
  result.object_mask = {.x = 0, .y = 0, .window = Mask(6, 4, 1)};
  result.object_area = 24;

  Region shown = sample_region({1, 1, 3, 3}, Rule::kept, 0, 0);
  shown.mask = {.x = 1, .y = 1, .window = Mask(2, 2, 1)};
  shown.area = 4;
  shown.rank = 1;
  Region faint = sample_region({5, 3, 6.1F, 4}, Rule::kept, 0, 0);
  faint.mask = {.x = 5, .y = 3, .window = Mask(1, 1, 1)};
  faint.area = 1;
  faint.rank = 2;
  result.regions = {shown, faint};
  result.regions.push_back(sample_region({0, 0, 1, 1}, Rule::top_k, 6, 5));
  result.regions.back().rank = 6;
  result.regions.push_back(sample_region({0, 0, 1, 1}, Rule::box_score, 0.08, 0.1));
  result.regions.push_back(sample_region({0, 0, 9, 9}, Rule::box_area, 81, 21.6));
  result.regions.push_back(sample_region({2, 2, 2, 2}, Rule::box_empty, 0, 0));
  result.regions.push_back(sample_region({0, 0, 1, 1}, Rule::filtered_phrase, 1, 0));
  result.regions.push_back(sample_region({0, 0, 1, 1}, Rule::empty_mask, 0, 1));
  result.regions.push_back(sample_region({0, 0, 6, 4}, Rule::area, 24, 21.6));
  result.regions.push_back(sample_region({0, 0, 1, 1}, Rule::overlap, 0.125, 0.5));
  result.regions.push_back(sample_region({0, 0, 1, 1}, Rule::duplicate, 0.5, 0.625));
  result.regions.back().prompt = -1;
  result.boxes_below_threshold = 880;
  result.notices = {"a fall-back"};
  result.timings = {{"generator", 0.25}, {"refiner", 0.5}};
  return result;
}

}  // namespace saa::test
