#include "pipeline/fusion.h"

#include <cstdint>
#include <vector>

namespace saa {

FloatMap fuse(const Candidates& candidates, int width, int height, FusionWeight weight) {
  FloatMap map(width, height);
  std::vector<std::uint32_t> count(map.values.size(),
                                   weight == FusionWeight::count_plus_one ? 1U : 0U);
  for (const Region& candidate : candidates) {
    if (!candidate.fate.kept()) continue;
    const auto score = static_cast<float>(candidate.scores.rescored);
    const Mask& window = candidate.mask.window;
    for (int y = 0; y < window.height; ++y) {
      const std::size_t row =
          std::size_t(candidate.mask.y + y) * std::size_t(width) + std::size_t(candidate.mask.x);
      for (int x = 0; x < window.width; ++x) {
        if (window.at(x, y) == 0) continue;
        map.values[row + std::size_t(x)] += score;
        ++count[row + std::size_t(x)];
      }
    }
  }
  for (std::size_t i = 0; i < map.values.size(); ++i)
    if (count[i] > 0) map.values[i] /= static_cast<float>(count[i]);
  return map;
}

}  // namespace saa
