#include "baselines/winclip/windows.h"

#include <algorithm>
#include <cstddef>

namespace saa::baselines {

std::vector<std::int64_t> Windows::token_places() const {
  std::vector<std::int64_t> places;
  places.reserve(std::size_t(count()) * std::size_t(tokens()));
  for (int top = 0; top < along(); ++top) {
    for (int left = 0; left < along(); ++left) {
      places.push_back(0);
      for (int y = top; y < top + side_; ++y)
        for (int x = left; x < left + side_; ++x) places.push_back(1 + y * grid_ + x);
    }
  }
  return places;
}

std::vector<double> Windows::mean_inverse(std::span<const double> scores) const {
  std::vector<double> means;
  means.reserve(std::size_t(grid_) * std::size_t(grid_));
  // The windows over a patch begin at most side - 1 before it, where the grid has room for them.
  const auto first = [&](int place) { return std::max(0, place - side_ + 1); };
  const auto last = [&](int place) { return std::min(place, along() - 1); };
  for (int y = 0; y < grid_; ++y) {
    for (int x = 0; x < grid_; ++x) {
      double sum = 0;
      int over = 0;
      for (int top = first(y); top <= last(y); ++top) {
        for (int left = first(x); left <= last(x); ++left, ++over)
          sum += 1 / scores[std::size_t(top * along() + left)];
      }
      means.push_back(sum / over);
    }
  }
  return means;
}

}  // namespace saa::baselines
