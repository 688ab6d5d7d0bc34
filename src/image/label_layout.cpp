#include "image/label_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saa {
namespace {

cv::Rect grown(const cv::Rect& rect, int by) {
  return {rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

/// How far apart two rectangles are; 0 if they touch.
double distance(const cv::Rect& a, const cv::Rect& b) {
  const int dx = std::max({0, a.x - b.br().x, b.x - a.br().x});
  const int dy = std::max({0, a.y - b.br().y, b.y - a.br().y});
  return std::hypot(dx, dy);
}

/// Corners to try: the natural places around the target first, then a grid over the canvas.
std::vector<cv::Point> candidates(const LabelWish& wish, cv::Size canvas, int gap) {
  const auto& [target, size] = wish;
  const int above = target.y - gap - size.height;
  const int below = target.br().y + gap;
  const int left = target.x - gap - size.width;
  const int right = target.br().x + gap;
  const int middle_x = target.x + (target.width - size.width) / 2;
  const int middle_y = target.y + (target.height - size.height) / 2;
  const int end_x = target.br().x - size.width;
  std::vector<cv::Point> corners;
  for (const cv::Point corner :
       {cv::Point(middle_x, above), cv::Point(middle_x, below), cv::Point(target.x, above),
        cv::Point(target.x, below), cv::Point(end_x, above), cv::Point(end_x, below),
        cv::Point(right, middle_y), cv::Point(left, middle_y)}) {
    corners.emplace_back(std::clamp(corner.x, 0, std::max(0, canvas.width - size.width)),
                         std::clamp(corner.y, 0, std::max(0, canvas.height - size.height)));
  }
  const int step_x = std::max(1, size.width / 3);
  const int step_y = std::max(1, size.height / 2);
  for (int y = 0; y + size.height <= canvas.height; y += step_y)
    for (int x = 0; x + size.width <= canvas.width; x += step_x) corners.emplace_back(x, y);
  return corners;
}

/// How much of the smaller one is in both, [0, 1].
double overlap(const cv::Rect& a, const cv::Rect& b) {
  return static_cast<double>((a & b).area()) / std::max(1, std::min(a.area(), b.area()));
}

/// Lower is better, 0 best: far away is bad, hiding the label's own region worse, another's worst.
double cost(const cv::Rect& label, std::size_t own, const std::vector<LabelWish>& wishes,
            const std::vector<cv::Rect>& others, int gap) {
  double hidden = 0;
  for (std::size_t i = 0; i < wishes.size(); ++i)
    hidden += (i == own ? 1 : 2) * overlap(label, grown(wishes[i].target, gap - 1));
  for (const cv::Rect& other : others) hidden += 2 * overlap(label, other);
  return std::max(0.0, distance(label, wishes[own].target) - gap) + hidden * 20 * gap;
}

}  // namespace

std::vector<std::optional<cv::Rect>> place_labels(const std::vector<LabelWish>& wishes,
                                                  const std::vector<cv::Rect>& others,
                                                  cv::Size canvas, int gap) {
  std::vector<std::optional<cv::Rect>> places(wishes.size());
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    for (const cv::Point corner : candidates(wishes[i], canvas, gap)) {
      const cv::Rect label(corner, wishes[i].size);
      if ((label & cv::Rect({}, canvas)) != label) continue;
      const bool taken = std::any_of(places.begin(), places.begin() + i, [&](const auto& other) {
        return other && !(grown(*other, gap) & label).empty();
      });
      if (taken) continue;
      const double price = cost(label, i, wishes, others, gap);
      if (price >= best) continue;
      best = price;
      places[i] = label;
    }
  }
  return places;
}

}  // namespace saa
