#include "evaluation/metrics/score_keys.h"

#include <algorithm>

namespace saa {

void ImageKeys::read(const ScoredImage& image, const std::vector<Component>& regions) {
  const std::vector<float>& scores = image.scores.values;
  const std::vector<std::uint8_t>& truth = image.truth.values;
  negatives.clear();
  positives.clear();
  areas.clear();
  if (regions.empty()) {
    negatives.resize(scores.size());
    std::ranges::transform(scores, negatives.begin(), score_key);
    return;
  }
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (truth[i] == 0) negatives.push_back(score_key(scores[i]));
  }
  for (const Component& region : regions) {
    const Mask& window = region.mask.window;
    for (int y = 0; y < window.height; ++y) {
      for (int x = 0; x < window.width; ++x) {
        if (window.at(x, y) == 0) continue;
        positives.push_back(score_key(image.scores.at(region.mask.x + x, region.mask.y + y)));
        areas.push_back(static_cast<std::uint32_t>(region.area));
      }
    }
  }
}

std::vector<Component> truth_regions(const Mask& truth) {
  if (std::ranges::find_if(truth.values, [](auto value) { return value != 0; }) ==
      truth.values.end()) {
    return {};
  }
  return connected_components(truth, Connectivity::eight);
}

}  // namespace saa
